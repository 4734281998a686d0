"""Django's own backend: mails are handed over together and go out over one connection."""

from typing import Any

from letters import SENDER, SUBJECT, letters

_messages: list[Any] = []
_sent: list[int] = []


def settings(values: dict[str, Any]) -> dict[str, Any]:
    return {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}


def prepare(values: dict[str, Any]) -> None:
    from django.core.mail import EmailMessage

    every = letters(values["count"], values["kilobytes"])
    _messages.extend(EmailMessage(SUBJECT, text, SENDER, [receiver]) for receiver, text in every)


def work(values: dict[str, Any]) -> None:
    from django.core.mail import get_connection

    _sent.append(get_connection().send_messages(_messages))


def found() -> dict[str, int]:
    return {"sent": sum(_sent)}
