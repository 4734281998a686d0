"""Hands out what was held back: always as a file to keep, never shown by the browser itself."""

import io

from django.http import FileResponse

from attachments.held import BlockedAttachment, HeldContent, Way
from wire.parse import part_content


def blocked(one: BlockedAttachment) -> FileResponse:
    """The decoded bytes of a part. Raises LookupError where they are not here any more."""
    if one.direction == Way.OUTBOUND:
        held = HeldContent.objects.filter(attachment=one).first()
        if held is None:
            raise LookupError("The file is not kept any more.")
        return to_keep(bytes(held.content), str(one))
    raw = getattr(one.activity, "kept_raw", None)
    if raw is None:
        raise LookupError("The message as received is not kept any more.")
    return to_keep(part_content(raw.content(), one.path), str(one))


def to_keep(content: bytes, name: str) -> FileResponse:
    """Bytes that a stranger made, as a file that no browser shows or runs by itself."""
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
