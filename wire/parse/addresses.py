"""Reads address fields (RFC 5322 section 3.4) as they really come; one pass, no recursion."""

import re

from wire.parse import charsets, words
from wire.parse.limits import Limits
from wire.parse.notes import Notes
from wire.parse.values import Address

# An encoded word is one token: senders leave commas, colons and angles in it.
WORD = rb"=\?[^?\s]{1,60}\?[bqBQ]\?[^?\s]*+\?="
TOKEN = re.compile(
    WORD + rb"|\"(?:[^\"\\]++|\\.)*+(?:\"|\\?\Z)|<[^<>]*+>|[,;:()<>=]|[^,;:()<>=\"]++", re.DOTALL
)
TOKEN_NO_QUOTES = re.compile(WORD + rb"|<[^<>]*+>|[,;:()<>=]|[^,;:()<>=]++")
DELIMITER = re.compile(rb"[\s<>\[\](),;:\"]")
DOMAIN = re.compile(rb"\[[^\]\s]{1,255}\]|[^\s<>\[\](),;:\"]*")
# What a quoted pair stands for stays, a quote goes.
QUOTES = re.compile(rb"\\(.)|\"", re.DOTALL)
# RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.2: 64 for the local part, 255 for the domain.
MAX_EMAIL = 320


def read(values: list[bytes], limits: Limits, notes: Notes) -> tuple[Address, ...]:
    """Addresses of all fields of one name, at most `limits.addresses`; groups are opened."""
    found: list[Address] = []
    for value in values:
        # Where the field was cut, half an address would be somebody else's.
        cut = len(value) >= limits.header_field_bytes and b"," in value
        whole = value[: value.rfind(b",")] if cut else value
        reader = _Reader(limits.addresses - len(found), notes)
        found += reader.read(words.unfold(whole))
        if reader.full:
            notes.add(
                f"A list has more than {limits.addresses:,} addresses; the rest was left out."
            )
            break
    return tuple(found)


def first(values: list[bytes], limits: Limits, notes: Notes) -> Address | None:
    """The mailbox of a field that should have one: the first with an address, else a name."""
    found = read(values, limits, notes)
    return next((address for address in found if address.email), found[0] if found else None)


class _Reader:
    """State of reading one field: the pieces of the address that is being collected."""

    def __init__(self, room: int, notes: Notes) -> None:
        self.room, self.notes = room, notes
        self.found: list[Address] = []
        self.full = False
        # True after a name without address and a comma, which may be half a name.
        self.open_name = False
        self._start()

    def read(self, value: bytes) -> list[Address]:
        if b'"' in value and not _quotes_close(value):
            self.notes.add("A quote in an address field was not closed.")
            tokens, value = TOKEN_NO_QUOTES, value.replace(b'"', b"")
        else:
            tokens = TOKEN
        comments = _comments_close(value)
        depth = 0
        for match in tokens.finditer(value):
            token = match[0]
            if token in b"()" and comments:
                depth = max(0, depth + (1 if token == b"(" else -1))
            elif depth:
                self.comment.append(token)
            elif not self._take(token):
                return self.found
        self._finish(b"")
        return self.found

    def _start(self) -> None:
        self.phrase: list[bytes] = []
        self.comment: list[bytes] = []
        self.angle: bytes | None = None

    def _take(self, token: bytes) -> bool:
        """Use one token outside comments; False when there is no room for more addresses."""
        if token in b",;":
            return self._finish(token)
        if token == b":" and not self.angle and not any(b"@" in piece for piece in self.phrase):
            self._open_group()
        elif token[:1] == b"<" and len(token) > 1:
            self.angle = self.angle or token[1:-1]
        elif token in b"<>()":
            self.phrase.append(b" ")
        else:
            self.phrase.append(token)
        return True

    def _open_group(self) -> None:
        """Forget the name of a group; `Ann [mailto:...` is none but comes from copied text."""
        phrase = b"".join(self.phrase)
        self._start()
        if phrase.lower().endswith(b"mailto"):
            self.phrase = [phrase[: -len(b"mailto")].rstrip(b"[ "), b" "]

    def _finish(self, separator: bytes) -> bool:
        address = self._address()
        self._start()
        if not address:
            return True
        if len(self.found) >= self.room:
            self.full = True
            return False
        self.found.append(address)
        self._join_split_name(separator)
        return True

    def _join_split_name(self, separator: bytes) -> None:
        """Put `Doe, John <j@d.example>` together again, which should have been in quotes."""
        if len(self.found) >= 2 and self.open_name and self.found[-1].email and self.found[-1].name:
            family, given = self.found[-2:]
            self.found[-2:] = [Address(f"{family.name}, {given.name}", given.email)]
        self.open_name = separator == b"," and not self.found[-1].email

    def _address(self) -> Address | None:
        phrase = b"".join(self.phrase)
        if self.angle is None and b"@" not in phrase and b"=?" in phrase:
            # The whole mailbox was put into an encoded word.
            phrase = words.decode(phrase, self.notes).encode("utf-8", "replace")
        email, rest = _email(self.angle if self.angle is not None else phrase, self.notes)
        if self.angle is not None:
            rest = phrase if phrase.strip() else b"" if email else self.angle
        name = _name(rest, self.notes) or _name(b"".join(self.comment), self.notes)
        return Address(name, email) if name or email else None


def _email(raw: bytes, notes: Notes) -> tuple[str, bytes]:
    """The address in `raw` ('' if none), and what stands before it."""
    if b"=?" in raw:
        raw = words.decode(raw, notes).encode("utf-8", "replace")
    raw = b" ".join(raw.split()).replace(b" @", b"@").replace(b"@ ", b"@")
    left, at, right = raw.rpartition(b"@")
    if not at:
        return "", raw
    if left.endswith(b'"') and b'"' in left[:-1]:
        local = left[left.rindex(b'"', 0, -1) :]
    else:
        local = DELIMITER.split(left)[-1]
    domain = DOMAIN.match(right)
    before = left[: len(left) - len(local)]
    email = charsets.clean(
        charsets.decode(local + b"@" + (domain[0] if domain else b""), "", notes)
    )
    email = email.strip("'.").replace("\n", "").replace("\t", "")
    user, _, host = email.rpartition("@")
    ambiguous = "@" in user and not user.startswith('"')
    if not user or not host or ambiguous or len(email) > MAX_EMAIL:
        return "", raw
    return f"{user}@{host.lower()}", before


def _name(raw: bytes, notes: Notes) -> str:
    if b"\\" in raw or b'"' in raw:
        raw = QUOTES.sub(rb"\1", raw)
    if not raw.strip():
        return ""
    return " ".join(charsets.clean(words.decode(raw.strip(), notes)).split()).strip("'<> ")


def _quotes_close(value: bytes) -> bool:
    return value.replace(rb"\\", b"").replace(rb"\"", b"").count(b'"') % 2 == 0


def _comments_close(value: bytes) -> bool:
    """False where parentheses do not pair: they are then text, or one would hide the address."""
    return value.count(b"(") == value.count(b")")
