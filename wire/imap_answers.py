"""The answers to FETCH as nearly every server gives them, read in one look (RFC 9051 section 7.5.2).

Any other answer is left to the library, which reads it letter by letter.
"""

import re
from collections.abc import Sequence

from imapclient.response_parser import parse_fetch_response

SIZE = re.compile(rb"\d+ \((?:UID (\d+) RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+) UID (\d+))\)")
MESSAGE = re.compile(rb"\d+ \(UID (\d+) BODY\[\] \{\d+\}")

Answer = dict[bytes, object]
Line = bytes | tuple[bytes, bytes] | None


def read(lines: Sequence[Line]) -> dict[int, Answer]:
    """What was answered, by UID and by item. Raises ProtocolError for what is no answer."""
    return _sizes(lines) or _messages(lines) or dict(parse_fetch_response(list(lines)))


def _sizes(lines: Sequence[Line]) -> dict[int, Answer]:
    """{} where a line is anything else than a size."""
    found: dict[int, Answer] = {}
    for line in lines:
        match = SIZE.fullmatch(line) if isinstance(line, bytes) else None
        if match is None:
            return {}
        uid, size = (match[1], match[2]) if match[1] else (match[4], match[3])
        found[int(uid)] = {b"RFC822.SIZE": int(size)}
    return found


def _messages(lines: Sequence[Line]) -> dict[int, Answer]:
    """{} where anything else than whole messages was answered."""
    found: dict[int, Answer] = {}
    for head, end in zip(lines[::2], lines[1::2], strict=False):
        words, content = head if isinstance(head, tuple) else (b"", b"")
        match = MESSAGE.fullmatch(words)
        if match is None or end != b")":
            return {}
        found[int(match[1])] = {b"BODY[]": content}
    return found if len(lines) % 2 == 0 else {}
