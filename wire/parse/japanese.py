"""ISO-2022-JP as mail programs really write it (RFC 1468 and what they add); nothing else."""

import re

ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([DOPQ]|\([BJI])")
# White space and line ends are not shifted.
SHIFTED = bytes(byte | 0x80 if 0x20 < byte < 0x7F else byte for byte in range(256))
# A text of two million letters has fewer; more are a way to waste time.
MAX_ESCAPES = 50_000
# The codec has JIS X 0213, whose row 13 is where NEC and Microsoft put circled numbers and units.
KANJI = "euc_jis_2004"


def lenient(data: bytes) -> str:
    """Text of bytes that the codec refuses: NEC's row 13 and half-width katakana are known too.

    What is wrong becomes U+FFFD; an escape sequence that is not known stays.
    """
    if data.count(b"\x1b") > MAX_ESCAPES:
        return data.decode("ascii", "replace")
    pieces = []
    mode = b"(B"
    position = 0
    for escape in ESCAPE.finditer(data):
        pieces.append(_segment(data[position : escape.start()], mode))
        mode, position = escape[1], escape.end()
    pieces.append(_segment(data[position:], mode))
    return "".join(pieces)


def _segment(data: bytes, mode: bytes) -> str:
    if mode in (b"$@", b"$B"):
        return data.translate(SHIFTED).decode(KANJI, "replace")
    if mode == b"(I":
        return data.translate(SHIFTED).decode("cp932", "replace")
    return data.decode("ascii", "replace")
