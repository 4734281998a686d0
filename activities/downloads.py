"""Handing out what strangers sent: always as a file to keep, never shown by the browser itself."""

import io

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest

from activities.models import Attachment
from activities.raw import RawMessage
from wire.parse import part_content

SHOWN_HEADER = 16 * 1024


def raw_message(request: HttpRequest, raw: RawMessage) -> FileResponse:
    """The bytes as received, for those who may download raw messages."""
    if not request.user.has_perm("activities.download_raw"):
        raise PermissionDenied
    return _file(raw.content(), f"message-{raw.pk}.eml")


def part(raw: RawMessage, attachment: Attachment) -> FileResponse:
    """One decoded part of a message."""
    name = attachment.name or f"part-{attachment.path}"
    return _file(part_content(raw.content(), attachment.path), name)


def _file(content: bytes, name: str) -> FileResponse:
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
