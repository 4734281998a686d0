"""Decodes yEnc 1.3 data; checks no sums."""

import re

# Each byte of the data is 42 more than the file's.
LESS_42 = bytes((byte - 42) % 256 for byte in range(256))
# The bytes that encoders escape are 64 more still. That of "=" comes last, as it makes new ones.
ESCAPED = [(b"=" + bytes([byte + 64]), bytes([byte])) for byte in b"\x00\t\n\r .="]
OPENING = re.compile(rb"=ybegin [^\n]{0,1000}\n(?:=ypart [^\n]{0,1000}\n)?")
CLOSING = b"\n=yend "


def decode(data: bytes) -> bytes:
    """The bytes of the file in `data`, which has the lines that open and close it."""
    opening, closing = OPENING.match(data), data.rfind(CLOSING)
    start = opening.end() if opening else 0
    body = data[start : closing if closing >= 0 else len(data)].translate(None, b"\r\n")
    # One byte in forty is escaped; undoing what is none takes long.
    if body.count(b"=") * 8 < len(body):
        for escape, byte in ESCAPED:
            body = body.replace(escape, byte)
    return body.translate(LESS_42)
