"""Decodes uuencode as the tools of POSIX and of Windows write it, fast and in bounded time."""

import binascii
import re

from wire.parse.notes import Notes

BEGIN = re.compile(rb"(?:^|\n)begin [0-7]{3,4} [^\n]*\n")
# Full lines, of 45 bytes each; a space and a grave accent are both zero.
FULL_LINES = re.compile(rb"(?:M[ -`]{60}\r?\n)++")
TO_BASE64 = bytes.maketrans(
    bytes(range(0x20, 0x61)),
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/A",
)
LINE = re.compile(rb"[^\r\n]+")
# Odd lines are decoded one by one, which takes time.
MAX_ODD_LINES = 200_000


def decode(data: bytes, notes: Notes | None = None) -> bytes:
    """The bytes of the first file in `data`; what stands before and after it is left out."""
    begin = BEGIN.search(data)
    start = begin.end() if begin else 0
    full = FULL_LINES.match(data, start)
    decoded = []
    if full:
        letters = data[start : full.end()].replace(b"\nM", b"\n")[1:].translate(TO_BASE64, b"\r\n")
        decoded.append(binascii.a2b_base64(letters))
        start = full.end()
    for count, line in enumerate(LINE.finditer(data, start)):
        if line[0].strip() == b"end":
            break
        if count >= MAX_ODD_LINES:
            if notes:
                notes.add("The rest of an odd uuencoded file was left out.")
            break
        decoded.append(_line(line[0]))
    return b"".join(decoded)


def _line(line: bytes) -> bytes:
    # Known encoder fault: trailing characters; the first character tells the length.
    wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
    for candidate in (line, line[:wanted]):
        try:
            return binascii.a2b_uu(candidate)
        except binascii.Error:
            continue
    return b""
