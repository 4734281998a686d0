"""django-mailbox: its command `getmail` stores messages in its tables, attachments in files."""

from typing import Any
from urllib.parse import quote

from django.core.management import call_command


def settings(values: dict[str, Any]) -> dict[str, Any]:
    return {"INSTALLED_APPS": ["django_mailbox"]}


def prepare(values: dict[str, Any]) -> None:
    from django_mailbox.models import Mailbox

    # it deletes what it has read unless an archive is named
    person = f"{quote(values['user'])}:{quote(values['password'])}"
    uri = f"{values['protocol']}://{person}@{values['server']}:{values['server_port']}"
    Mailbox.objects.create(name="Bench", uri=uri)


def work(values: dict[str, Any]) -> None:
    call_command("getmail")


def found() -> dict[str, int]:
    from django_mailbox.models import Message

    return {"messages": Message.objects.exclude(body="").count()}
