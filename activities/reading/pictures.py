"""The pictures that a mail brings with it, as data: URLs for its own frame.

The frame has no origin of its own, so a browser would ask for them without the person's session.
"""

import base64
import re
from urllib.parse import unquote

from activities.models import Activity
from attachments.models import BlockedAttachment
from wire.parse import Unparseable, parse, part_content

CID = re.compile(r"cid:([^\"'\s<>()]{1,255})", re.IGNORECASE)
MOST = 20
MOST_BYTES = 3 * 1024 * 1024
# What a browser would draw, told by its first bytes; SVG is a program and is never among them.
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\xff\xd8\xff", "jpeg"),
)


def of(activity: Activity) -> dict[str, str]:
    """By Content-ID, those that the HTML names: MOST at most, of MOST_BYTES all together."""
    wanted = {unquote(one) for one in CID.findall(activity.html)}
    if not wanted or activity.kept_raw is None:
        return {}
    raw = activity.kept_raw.content()
    held = BlockedAttachment.objects.held_back().filter(activity=activity.pk).values("path")
    kept = set(activity.attachments.exclude(path__in=held).values_list("path", flat=True))
    try:
        parts = [one for one in parse(raw).parts if one.content_id in wanted and one.path in kept]
    except Unparseable:
        return {}
    found: dict[str, str] = {}
    left = MOST_BYTES
    for part in parts[:MOST]:
        if part.size <= left:
            left -= part.size
            found[part.content_id] = _as_url(part_content(raw, part.path))
    return {name: url for name, url in found.items() if url}


def _as_url(content: bytes) -> str:
    kind = next((kind for start, kind in SIGNATURES if content.startswith(start)), "")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "webp"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}" if kind else ""
