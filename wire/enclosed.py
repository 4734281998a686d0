"""Files that go with an outgoing mail: a finished message becomes one of several parts.

Names follow RFC 2231 alone, never RFC 2047; nothing here judges a file.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from wire.endpoints import plain_text

ANY = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\Z")
_SIMPLE = re.compile(r"[A-Za-z0-9 !#$&+,.;=@^_`{}~()\[\]-]{1,60}\Z")
_FOLDED = re.compile(rb"\r\n(?![ \t])")
# RFC 5322 section 2.1.1
LONGEST_LINE = 998
PIECE = 60


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody attaches. ``content_id``, without angle brackets: shown in the HTML.

    virus: what a scanner found in it, '' for nothing. unscanned: why none has looked at it.
    """

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    virus: str = ""
    unscanned: str = ""


def enclose(message: bytes, files: Sequence[File], seed: str) -> bytes:
    """The message, with CRLF line ends, and the files behind it; the same bytes for the same seed.

    What the HTML shows stands beside it (RFC 2387), all else is attached (RFC 2046 section 5.1.3).
    Raises UnsafeText where a name or identifier has a line end or another control character.
    """
    shown = [one for one in files if one.content_id]
    attached = [one for one in files if not one.content_id]
    if shown:
        message = _joined(message, shown, "related", seed)
    if attached:
        message = _joined(message, attached, "mixed", seed)
    return message


def _joined(message: bytes, files: Iterable[File], kind: str, seed: str) -> bytes:
    header, body = message.split(b"\r\n\r\n", 1)
    fields = _FOLDED.split(header)
    inner = [one for one in fields if one[:8].lower() == b"content-"]
    outer = [one for one in fields if one not in inner]
    boundary = f"={sha256(f'{kind} {seed}'.encode()).hexdigest()[:32]}"
    first = b"\r\n".join([*inner, b"", body])
    root = f'; type="{_type_of(inner)}"' if kind == "related" else ""
    outer.append(f'Content-Type: multipart/{kind}{root};\r\n boundary="{boundary}"'.encode("ascii"))
    mark = b"\r\n--" + boundary.encode("ascii")
    parts = b"".join(mark + b"\r\n" + one for one in (first, *map(_part, files)))
    return b"\r\n".join(outer) + b"\r\n" + parts + mark + b"--\r\n"


def _part(file: File) -> bytes:
    content_type, encoding, body = _encoded(file)
    disposition = "inline" if file.content_id else "attachment"
    lines = [
        f"Content-Type: {content_type}",
        f"Content-Transfer-Encoding: {encoding}",
        f"Content-Disposition: {disposition}{_named(plain_text(file.name, 'file name'))}",
    ]
    if file.content_id:
        lines.append(f"Content-ID: <{plain_text(file.content_id, 'Content-ID')}>")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _encoded(file: File) -> tuple[str, str, bytes]:
    """Content type, transfer encoding and encoded bytes.

    Messages may not be in base64 (RFC 2046 section 5.2.1): one that is more than 7 bit goes as a
    plain file, whole, as the next server may not take 8 bit.
    """
    content_type = file.content_type.lower().strip()
    if not _TYPE.match(content_type) or content_type.startswith("multipart/"):
        content_type = ANY
    if content_type == "message/rfc822" and (lines := _seven_bit(file.content)) is not None:
        return content_type, "7bit", lines
    if content_type.startswith("message/"):
        content_type = ANY
    return content_type, "base64", base64.encodebytes(file.content).replace(b"\n", b"\r\n")[:-2]


def _seven_bit(content: bytes) -> bytes | None:
    """With CRLF line ends; None where a line is too long or a byte is none of 7 bit."""
    if not content.isascii() or b"\0" in content:
        return None
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if max(map(len, lines)) > LONGEST_LINE:
        return None
    return b"\r\n".join(lines)


def _named(name: str) -> str:
    """The parameter, quoted where that is enough, else by RFC 2231 sections 3 and 4."""
    if not name:
        return ""
    if _SIMPLE.match(name):
        return f';\r\n filename="{name}"'
    letters = [quote(one, safe="") for one in name.encode("utf-8", "replace").decode("utf-8")]
    pieces = [""]
    for one in letters:
        if len(pieces[-1]) + len(one) > PIECE:
            pieces.append("")
        pieces[-1] += one
    if len(pieces) == 1:
        return f";\r\n filename*=utf-8''{pieces[0]}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return "".join(f";\r\n filename*{number}*={one}" for number, one in enumerate(pieces))


def _type_of(fields: Iterable[bytes]) -> str:
    found = next((one for one in fields if one[:13].lower() == b"content-type:"), b"")
    return found[13:].split(b";")[0].strip().decode("ascii")
