"""django-post_office: mail is queued in its table and sent by its command `send_queued_mail`."""

from itertools import islice
from typing import Any

from django.core.management import call_command
from letters import SENDER, SUBJECT, letters

AT_ONCE = 200


def settings(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "INSTALLED_APPS": ["post_office"],
        "EMAIL_BACKEND": "post_office.EmailBackend",
        "POST_OFFICE": values["post_office"],
    }


def prepare(values: dict[str, Any]) -> None:
    from post_office import mail

    every = letters(values["count"], values["kilobytes"])
    while some := list(islice(every, AT_ONCE)):
        mail.send_many(
            {"sender": SENDER, "recipients": [receiver], "subject": SUBJECT, "message": text}
            for receiver, text in some
        )


def work(values: dict[str, Any]) -> None:
    lock = values["folder"] + "/lock"
    call_command("send_queued_mail", processes=values["processes"], lockfile=lock)


def found() -> dict[str, int]:
    from post_office.models import STATUS, Email

    return {"sent": Email.objects.filter(status=STATUS.sent).count()}
