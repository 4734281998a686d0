"""Decodes header text: folding, RFC 2047 encoded words in every mangled form, raw 8-bit bytes."""

import binascii
import re
from itertools import islice

from wire.parse import charsets, transfer
from wire.parse.notes import Notes

OPENER = re.compile(rb"=\?([A-Za-z0-9][\w.:+-]{0,39})?(?:\*[\w-]{0,20})?\?([bqBQ])\?")
FOLD = re.compile(rb"[ \t]*+[\r\n]++[ \t]*+")
SPACE_RUN = re.compile(r"[\t\n\r]+")
# A field of the greatest length, all encoded words; what lies beyond stays undecoded.
MAX_WORDS = 3000


def unfold(value: bytes) -> bytes:
    """The field value on one line, each fold (or stray line end) made one space."""
    value = value.strip(b" \t\r\n")
    return FOLD.sub(b" ", value) if b"\n" in value or b"\r" in value else value


def text(value: bytes, notes: Notes) -> str:
    """Decoded, printable text of a raw field value."""
    plain = value.strip(b" \t\r\n")
    if b"=?" not in plain and plain.isascii() and (ascii := plain.decode("ascii")).isprintable():
        return ascii
    decoded = decode(unfold(value), notes)
    if decoded.isprintable():
        return decoded
    return charsets.clean(SPACE_RUN.sub(" ", decoded)).strip()


def decode(value: bytes, notes: Notes) -> str:
    """Decode encoded words wherever they stand, also inside quotes or glued to other text.

    RFC 2047 section 6.2: white space between two encoded words is dropped. Bytes of
    neighbours in one charset are joined first, as many senders split inside a character.
    """
    if b"=?" not in value:
        return charsets.decode(value, "", notes)
    decoder = _Words(notes)
    openers = list(islice(OPENER.finditer(value), MAX_WORDS))
    position = 0
    for index, opener in enumerate(openers):
        if opener.start() < position:
            continue
        decoder.plain(value[position : opener.start()])
        limit = openers[index + 1].start() if index + 1 < len(openers) else len(value)
        position = decoder.word(value, opener, limit)
    decoder.plain(value[position:])
    return decoder.finish()


class _Words:
    """Joins the pieces of one field: plain text, and runs of encoded words of one charset."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.pieces: list[str] = []
        self.run: list[bytes] = []
        self.charset = ""

    def plain(self, piece: bytes) -> None:
        if self.run and not piece.strip(b" \t"):
            return
        self._end_run()
        self.pieces.append(charsets.decode(piece, "", self.notes))

    def word(self, value: bytes, opener: re.Match[bytes], limit: int) -> int:
        """Take the word at `opener`, which ends before `limit`; return where it ended."""
        close = value.find(b"?=", opener.end(), limit)
        if close < 0:
            self.notes.add("An encoded word in a header was not ended.")
            payload = value[opener.end() : limit].rstrip(b" \t?=\"'")
            end = opener.end() + len(payload)
            # What is left of the mark that should have ended it is no text.
            end += len(value[end:limit]) - len(value[end:limit].lstrip(b"?="))
        else:
            payload, end = value[opener.end() : close], close + 2
        charset = (opener[1] or b"").decode("ascii").lower()
        if charset != self.charset:
            self._end_run()
            self.charset = charset
        self.run.append(_payload(payload, opener[2] in b"bB"))
        return end

    def finish(self) -> str:
        self._end_run()
        return "".join(self.pieces)

    def _end_run(self) -> None:
        if self.run:
            self.pieces.append(charsets.decode(b"".join(self.run), self.charset, self.notes))
            self.run = []


def _payload(payload: bytes, is_base64: bool) -> bytes:
    if is_base64:
        return transfer.base64_bytes(payload)
    return binascii.a2b_qp(payload, header=True)
