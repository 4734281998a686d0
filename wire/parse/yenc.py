"""Decodes yEnc 1.3 data; checks no sums."""

import re

# Each byte of the data is 42 more than the file's.
LESS_42 = bytes((byte - 42) % 256 for byte in range(256))
# The bytes that encoders escape are 64 more still. That of "=" comes last, as it makes new ones.
ESCAPED = [(b"=" + bytes([byte + 64]), bytes([byte])) for byte in b"\x00\t\n\r .="]
CONTROL_LINE = re.compile(rb"^=y(?:begin|part|end) [^\r\n]{0,1000}\r?\n?", re.MULTILINE)


def decode(data: bytes) -> bytes:
    """The bytes of the file in `data`, which has the lines that open and close it."""
    body = CONTROL_LINE.sub(b"", data).translate(None, b"\r\n")
    for escape, byte in ESCAPED:
        body = body.replace(escape, byte)
    return body.translate(LESS_42)
