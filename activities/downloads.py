"""Handing out what strangers sent: always as a file to keep, never shown by the browser itself."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest

from activities.models import Attachment
from activities.raw import RawMessage
from attachments.downloads import to_keep
from wire.parse import part_content


def raw_message(request: HttpRequest, raw: RawMessage) -> FileResponse:
    """The bytes as received, for those who may download raw messages."""
    if not request.user.has_perm("activities.download_raw"):
        raise PermissionDenied
    return to_keep(raw.content(), f"message-{raw.pk}.eml")


def part(raw: RawMessage, attachment: Attachment) -> FileResponse:
    """One decoded part of a message."""
    name = attachment.name or f"part-{attachment.path}"
    return to_keep(part_content(raw.content(), attachment.path), name)
