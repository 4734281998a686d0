"""django-mailer: mail goes into its table by its backend and is sent by its command `send_mail`."""

from typing import Any

from django.core.management import call_command
from letters import SENDER, SUBJECT, letters


def settings(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "INSTALLED_APPS": ["mailer"],
        "EMAIL_BACKEND": "mailer.backend.DbBackend",
        "MAILER_LOCK_PATH": values["folder"] + "/lock",
    }


def prepare(values: dict[str, Any]) -> None:
    from django.core.mail import EmailMessage, get_connection

    with get_connection() as connection:
        for receiver, text in letters(values["count"], values["kilobytes"]):
            connection.send_messages([EmailMessage(SUBJECT, text, SENDER, [receiver])])


def work(values: dict[str, Any]) -> None:
    call_command("send_mail")


def found() -> dict[str, int]:
    from mailer.models import RESULT_SUCCESS, Message, MessageLog

    return {
        "sent": MessageLog.objects.filter(result=RESULT_SUCCESS).count(),
        "left": Message.objects.count(),
    }
