"""Bytes to text, whatever was declared: declared, then UTF-8, then detected, then windows-1252."""

import re
from collections.abc import Iterator

import cchardet

from wire.parse import japanese
from wire.parse.labels import codec_name, says_nothing
from wire.parse.notes import Notes

# Codecs whose ASCII bytes do not mean ASCII, so that the short cut must not be taken.
NOT_ASCII = re.compile(r"utf-?(?:7|16|32)|iso2022|hz|cp037|cp1026|cp1140|cp273|cp424|cp500|cp875")
# What the detector says for short western text ("ma\u00f1ana"), and hardly any mail really uses.
DOUBTFUL = re.compile(
    r"iso8859-(?:3|4|10|13|14|16)\Z|cp(?:437|737|775|850|852|855|858|86[0-5])|mac"
)
# The detector says these for Spanish and Portuguese too; a letter of theirs where windows-1252 has
# signs, as in the middle of "męża" or "už", is evidence.
CENTRAL_EUROPEAN = re.compile(r"iso8859-2\Z|cp1250\Z")
CENTRAL_LETTER = re.compile(
    rb"[A-Za-z\xc0-\xff][\xb1\xb3\xb6\xb9\xbc\xbe\xbf][A-Za-z\xc0-\xff\s,.]"
)
CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n")
# Where a text is full of them, substitution would make a list of a million pieces.
DELETED = dict.fromkeys(
    code for code in (*range(0x20), 0x7F, *range(0xD800, 0xE000)) if chr(code) not in "\t\n"
)
SAMPLE = 64 * 1024
NON_ASCII = re.compile(rb"[\x80-\xff]")
# In these UTF-8 can be read too, but gives what nobody writes, such as "Ã©".
SINGLE_BYTE = re.compile(r"cp125\d\Z|iso8859-|koi8-|cp874\Z|mac-")
# Where a byte over 127 is damage, and no sign of another charset.
SEVEN_BIT = re.compile(r"iso2022|hz\Z|utf-7\Z")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, declared: str, notes: Notes) -> str:
    """Text of `data`; never raises. Unknown, wrong and missing charsets are noted."""
    name = codec_name(declared) if declared else ""
    if declared and not name and not says_nothing(declared):
        notes.add(f"The character set '{clean(declared[:40])}' is unknown.")
    if data.isascii() and not (name and NOT_ASCII.match(name)):
        return _escaped(data) if not name and b"\x1b$" in data else data.decode("ascii")
    # Declared as ASCII but holding 8-bit bytes says nothing about what they are.
    trusted = "" if declared.strip(" '\"").lower() in ("us-ascii", "ascii") else name
    for candidate in _candidates(data, trusted):
        text = _try(data, candidate)
        if text is not None:
            if trusted and candidate != trusted:
                notes.add(f"The character set is not the declared one; {candidate} was taken.")
            return text.removeprefix("\ufeff")
    return _nearly(data, trusted, notes) or _guess(data, notes)


def _candidates(data: bytes, trusted: str) -> list[str]:
    """The codecs to try, likeliest first."""
    first = ["utf-16"] if data[:2] in UTF_16_MARKS and b"\0" in data[:SAMPLE] else []
    if SEVEN_BIT.match(trusted) and data.isascii():
        return [trusted]
    if trusted and not SINGLE_BYTE.match(trusted):
        return [*first, trusted, "utf-8"]
    return [*first, "utf-8", trusted] if trusted else [*first, "utf-8"]


def _escaped(data: bytes) -> str:
    """Seven-bit text without a label that has the escape sequences of ISO-2022-JP."""
    text = japanese.lenient(data)
    return data.decode("ascii") if "\ufffd" in text else text


def clean(text: str) -> str:
    """Text without C0 controls (tab and newline stay), DEL and lone surrogates."""
    return text if text.isprintable() or _is_clean(text) else text.translate(DELETED)


def _is_clean(text: str) -> bool:
    """By its bytes: to search the letters takes three times as long."""
    try:
        octets = text.encode()
    except UnicodeEncodeError:
        return False
    return len(octets.translate(None, CONTROLS)) == len(octets)


def lines(text: str) -> str:
    """Clean text whose line ends are all newlines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean(text)


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _nearly(data: bytes, name: str, notes: Notes) -> str:
    """Text in the declared charset, or UTF-8, where all but one byte in a hundred fit."""
    for candidate in (name, "utf-8"):
        if not candidate:
            continue
        if candidate.startswith("iso2022_jp"):
            text = japanese.lenient(data)
        else:
            text = data.decode(candidate, "replace")
        wrong = text.count("\ufffd")
        if not wrong:
            return text
        if _fits(text, wrong, candidate):
            notes.add("Some bytes do not belong to the character set; they were replaced.")
            return text
    return ""


def _fits(text: str, wrong: int, name: str) -> bool:
    """Whether text with so many replaced characters may still be in the charset `name`."""
    if SEVEN_BIT.match(name):
        return wrong <= max(len(text) // 100, 1)
    # English with a few accents is no UTF-8 until other letters show that it is.
    shown = name != "utf-8" or len(text) - len(text.encode("ascii", "ignore")) >= 2 * wrong
    return shown and wrong * 100 <= len(text)


def _guess(data: bytes, notes: Notes) -> str:
    for name in _likely(data, notes):
        if (text := _try(data, name)) is not None:
            break
    else:
        name, text = "windows-1252", data.decode("cp1252", "replace")
    notes.add(f"The character set was missing or wrong; {name} was taken as the likely one.")
    return text


def _likely(data: bytes, notes: Notes) -> Iterator[str]:
    """What the message uses elsewhere, then what the bytes look like."""
    hint = codec_name(notes.charset) if notes.charset else ""
    if hint and notes.charset.strip(" '\"").lower() not in ("us-ascii", "ascii"):
        yield hint
    if notes.may_guess():
        found = NON_ASCII.search(data)
        start = max(0, found.start() - 1024) if found else 0
        label = cchardet.detect(data[start : start + SAMPLE])["encoding"]
        name = codec_name(label) if label else ""
        if name and not DOUBTFUL.match(name) and not _is_western(name, data):
            yield name


def _is_western(name: str, data: bytes) -> bool:
    return bool(CENTRAL_EUROPEAN.match(name)) and not CENTRAL_LETTER.search(data)
