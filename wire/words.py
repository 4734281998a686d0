"""Header fields of outgoing mail: text and mailboxes, folded and encoded (RFC 5322, 2047, 6532).

Nothing that reaches a field can begin another one: control characters are refused.
"""

import re
from binascii import b2a_base64
from collections.abc import Callable, Iterator, Sequence

from wire.endpoints import plain_text
from wire.errors import UnsafeText

Encode = Callable[[bytes], str]

# RFC 5322 section 2.1.1 recommends 78; RFC 2047 section 2 gives lines with encoded words 76.
LINE = 76
# RFC 2047 section 2: of one encoded word, with its delimiters.
WORD = 75
# What may stand in a line of a field without a place to fold; 998 is the limit of the line.
LONGEST = 900

_WORDS = re.compile(r" +[^ ]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\x80-\U0010ffff-]+\Z"
    r'|"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])*"\Z'
)
_DOMAIN = re.compile(
    r"[A-Za-z0-9_\x80-\U0010ffff][A-Za-z0-9._\x80-\U0010ffff-]*\Z|\[[0-9A-Za-z:.]+\]\Z"
)
# RFC 2047 section 5 (3): what may stand unencoded in a word that is part of a name.
_BARE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


def whole(text: str) -> str:
    """The text with each half of a surrogate pair that stands alone replaced: no bytes exist for it."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def fitting(text: str, charset: str) -> str:
    """``charset`` where the text comes back from it unchanged, else utf-8."""
    if charset == "utf-8":
        return charset
    try:
        return charset if text.encode(charset).decode(charset) == text else "utf-8"
    except UnicodeError:
        return "utf-8"


def text_field(name: str, text: str, charset: str = "utf-8") -> bytes:
    """A field of free text, such as Subject. Raises UnsafeText for a control character."""
    text = whole(plain_text(text, name.lower()))
    if _stays(text):
        return _line(name, _folded(text, len(name) + 2))
    return _line(name, _encoded(text, charset, len(name) + 2))


def mailbox_field(name: str, mailboxes: Sequence[tuple[str, str]], charset: str = "utf-8") -> bytes:
    """A field of addresses, each with its display name or ''. Raises UnsafeText as `mailbox` does."""
    lines, used = "", len(name) + 2
    for number, (person, address) in enumerate(mailboxes):
        comma = "," if number < len(mailboxes) - 1 else ""
        one = mailbox(person, address, charset=charset, used=used + 1) + comma
        first, last = len(one.partition("\r\n")[0]), len(one.rpartition("\r\n")[2])
        if number and used + 1 + first > LINE:
            lines, used = f"{lines}\r\n ", 1
        elif number:
            lines, used = f"{lines} ", used + 1
        lines += one
        used = last if "\r\n" in one else used + last
    return _line(name, lines)


def mailbox(person: str, address: str, *, charset: str = "utf-8", used: int = 0) -> str:
    """``address`` alone, or behind the name of ``person`` (RFC 5322 section 3.4).

    Raises UnsafeText where one address could become several, or one field two.
    """
    addr = spelled(address)
    person = whole(plain_text(person, "name"))
    if not person:
        return addr
    if person.isascii() and "=?" not in person and len(person) + len(addr) < LONGEST:
        quoted = person.replace("\\", "\\\\").replace('"', '\\"')
        return f"{person if _ATOMS.match(person) else f'{chr(34)}{quoted}{chr(34)}'} <{addr}>"
    words = _encoded(person, charset, used)
    room = LINE - len(words.rpartition("\r\n")[2]) - len(addr) - 3
    return f"{words}{' ' if room > 0 else chr(13) + chr(10) + ' '}<{addr}>"


def spelled(address: str) -> str:
    """The address as a header takes it: its domain in ASCII (RFC 5891). Raises UnsafeText."""
    local, at, domain = whole(plain_text(address, "address")).rpartition("@")
    if not at or not _LOCAL.match(local) or not _DOMAIN.match(domain):
        raise UnsafeText(f"“{address}” is not one email address.")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise UnsafeText(f"“{domain}” is not the name of a domain.") from error


def _line(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode()


def _stays(text: str) -> bool:
    """Whether it can stand as it is: nothing to encode, nothing that a reader would take away."""
    fine = text.isascii() and "=?" not in text and text == text.strip(" ")
    return fine and max(map(len, text.split(" "))) < LONGEST


def _folded(text: str, used: int) -> str:
    """Folded before spaces; what is unfolded is the text again."""
    begun, _, _ = text.partition(" ")
    lines, used = begun, used + len(begun)
    for word in _WORDS.findall(text[len(begun) :]):
        if used + len(word) > LINE:
            lines, used = f"{lines}\r\n", 0
        lines, used = lines + word, used + len(word)
    return lines


def _encoded(text: str, charset: str, used: int) -> str:
    """Encoded words, one a line; no character is split between two (RFC 2047 section 5)."""
    charset = fitting(text, charset)
    return "\r\n ".join(_words(text, charset, min(WORD, LINE - used)))


def _words(text: str, charset: str, room: int) -> Iterator[str]:
    encode = _shorter(text.encode(charset))
    frame = len(f"=?{charset}?B??=")
    piece = ""
    for character in text:
        if piece and frame + len(encode((piece + character).encode(charset))) > room:
            yield _word(piece, charset, encode)
            piece, room = "", WORD
        piece += character
    yield _word(piece, charset, encode)


def _word(piece: str, charset: str, encode: Encode) -> str:
    letter = "B" if encode is _base64 else "Q"
    return f"=?{charset}?{letter}?{encode(piece.encode(charset))}?="


def _shorter(data: bytes) -> Encode:
    return _quoted if len(_quoted(data)) <= len(_base64(data)) else _base64


def _base64(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode("ascii")


def _quoted(data: bytes) -> str:
    return "".join(_QUOTED[one] for one in data)


_QUOTED = [chr(one) if one in _BARE else "_" if one == 32 else f"={one:02X}" for one in range(256)]
