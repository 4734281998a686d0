"""Undoes content transfer encodings (RFC 2045 section 6), also broken and mislabelled ones."""

import binascii
import re

from wire.parse import uuencode, yenc
from wire.parse.notes import Notes

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
NOT_ALPHABET = bytes(set(range(256)) - set(ALPHABET))
WHITE_SPACE = b" \t\r\n"
IDENTITY = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none"})
SPELLINGS = {
    **dict.fromkeys(("quoted_printable", "quotedprintable", "quoted", "qp"), "quoted-printable"),
    **dict.fromkeys(("base-64", "base_64", "b64", "x-base64"), "base64"),
}
UUENCODE = frozenset({"x-uuencode", "x-uue", "uuencode"})
SAMPLE = 2000
# Encoders that pad every line are rare, and lines beyond this many are somebody's trick.
MAX_PADDED_PIECES = 100_000


def encoding_of(value: bytes) -> str:
    """The encoding named by a Content-Transfer-Encoding field, lower case, '' when missing."""
    token = re.match(rb"[\s\"']*([\w-]{0,40})", value)
    name = token[1].decode("ascii", "replace").lower() if token else ""
    return SPELLINGS.get(name, name)


def decode(data: bytes, encoding: str, notes: Notes) -> bytes:
    """The content of `data` as the sender had it; never raises, repairs are noted."""
    if encoding in IDENTITY:
        return data
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding == "base64":
        if is_plain(data[:SAMPLE]):
            notes.add("A part says it is base64 but is not; it was taken as it is.")
            return data
        return base64_bytes(data, notes)
    if encoding in UUENCODE:
        return uuencode.decode(data, notes)
    if encoding == "x-yenc":
        return yenc.decode(data)
    notes.add(f"The transfer encoding '{encoding}' is unknown; the part was taken as it is.")
    return data


def base64_bytes(data: bytes, notes: Notes | None = None) -> bytes:
    """Decode base64 with missing padding, foreign characters, or text appended after its end."""
    padding = data.find(b"=")
    rest = data[padding:].strip(b"=\r\n \t") if padding >= 0 else b""
    if not rest:
        try:
            return binascii.a2b_base64(data)
        except binascii.Error:
            return _padded(data, notes)
    head = _padded(data[:padding], None)
    if rest.translate(None, ALPHABET + WHITE_SPACE + b"="):
        if notes:
            notes.add("Text after the end of a base64 part was left out.")
        return head
    pieces = rest.split(b"=", MAX_PADDED_PIECES)
    return head + b"".join(_padded(piece, notes) for piece in pieces if piece)


def _padded(data: bytes, notes: Notes | None) -> bytes:
    letters = data.translate(None, NOT_ALPHABET)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
        if notes:
            notes.add("A base64 part is damaged or cut short.")
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def is_plain(sample: bytes) -> bool:
    """True where a sample has too many spaces or foreign characters to be base64."""
    foreign = len(sample.translate(None, ALPHABET + WHITE_SPACE + b"="))
    words = sample.strip().count(b" ")
    if (foreign + words) * 10 > len(sample):
        return True
    # A few words without a stop: base64 has no spaces, and fills its last group of four.
    unfilled = len(sample.translate(None, WHITE_SPACE)) % 4 > 0
    return words > 0 and unfilled and len(sample) < SAMPLE
