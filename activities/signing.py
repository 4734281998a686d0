"""Interaction IDs that leave the system: short, typeable, signed and with an end (P34).

Pure: the keys and the day are arguments. It knows no cases and trusts nothing but the signature.
"""

import hmac
import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

# Without 0, 1, l and o: what is left cannot be taken for one another.
ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"
VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
BEGINNING = date(2026, 1, 1)
DAY_LETTERS = 3
# RFC 2104 section 5: no less than 80 bits of the code.
CODE_BYTES = 10
CODE_LETTERS = 16
# A number of 63 bits.
NUMBER_LETTERS = 13
LEAST = 1 + DAY_LETTERS + CODE_LETTERS
MOST = NUMBER_LETTERS + DAY_LETTERS + CODE_LETTERS
LASTS = timedelta(days=400)
LAST_DAY = BEGINNING + timedelta(days=len(ALPHABET) ** DAY_LETTERS - 1)

LETTERS = r"[2-9a-kmnp-zA-KMNP-Z]"
# Possessive, so that no subject makes it go back and try again.
SUBJECT_ID = re.compile(rf"\[?#({LETTERS}(?:-?{LETTERS}){{{LEAST - 1},{MOST - 1}}}+)\]?")
# RFC 5233: what stands behind the plus sign belongs to the mailbox before it.
TAGGED = re.compile(rf"([^+@]+)\+({LETTERS}{{{LEAST},{MOST}}})@(.+)")
# RFC 5321 section 4.5.3.1.1
LOCAL_PART = 64


class Use(StrEnum):
    """What an ID is made for; made for one, it is worth nothing for another."""

    ANSWER = "answer"
    RETURN = "return"
    ENVELOPE = "envelope"
    OPT_OUT = "opt-out"


class Refused(StrEnum):
    """Why an ID that looks like ours is not taken; the value is words for people."""

    FORGED = "is not signed by this installation: it was changed, or made elsewhere"
    EXPIRED = "has expired"


def sign(number: int, use: Use, *, until: date, keys: Sequence[bytes]) -> str:
    """The ID of ``number`` (0 or more), good up to and including the day ``until``.

    Signed with the first of ``keys``. Lower case; `read` takes either case, and hyphens.
    """
    days = (min(max(until, BEGINNING), LAST_DAY) - BEGINNING).days
    payload = _written(number) + _written(days).rjust(DAY_LETTERS, ALPHABET[0])
    return payload + _code(payload, use, keys[0])


def read(text: str, use: Use, *, today: date, keys: Sequence[bytes]) -> int | Refused:
    """The number of an ID that one of ``keys`` signed for ``use``; never raises."""
    plain = text.replace("-", "").lower()
    if not LEAST <= len(plain) <= MOST or not VALUES.keys() >= set(plain):
        return Refused.FORGED
    payload, code = plain[:-CODE_LETTERS], plain[-CODE_LETTERS:]
    if not any(hmac.compare_digest(code, _code(payload, use, key)) for key in keys):
        return Refused.FORGED
    if BEGINNING + timedelta(days=_number(payload[-DAY_LETTERS:])) < today:
        return Refused.EXPIRED
    return _number(payload[:-DAY_LETTERS])


@lru_cache(maxsize=16)
def key_of(secret: str) -> bytes:
    """The key that belongs to a secret of the installation."""
    return hmac.digest(secret.encode(), b"mailcenter interaction ids", "sha256")


def in_subject(subject: str, signed: str, *, first: bool) -> str:
    """The subject with this ID alone, at its start or at its end."""
    rest = without_ids(subject)
    shown = f"[#{typeable(signed)}]"
    return f"{shown} {rest}".strip() if first else f"{rest} {shown}".strip()


def without_ids(subject: str) -> str:
    """The subject as people wrote it, white space made one."""
    return " ".join(SUBJECT_ID.sub(" ", subject).split())


def typeable(signed: str) -> str:
    """In capitals and groups of four, as people read and type it."""
    first = len(signed) % 4 or 4
    groups = [signed[:first]] + [signed[at : at + 4] for at in range(first, len(signed), 4)]
    return "-".join(groups).upper()


def tagged(address: str, signed: str) -> str:
    """``address`` with the ID behind a plus sign; unchanged where that would be too long."""
    local, _, domain = address.rpartition("@")
    name = f"{local}+{signed}"
    return f"{name}@{domain}" if local and "+" not in local and len(name) <= LOCAL_PART else address


def found_in(text: str) -> list[str]:
    """What looks like an ID of ours in a subject or a display name, in order."""
    return SUBJECT_ID.findall(text[:1000])


def tag_of(address: str) -> str:
    """The ID behind the plus sign of an address, '' where there is none."""
    found = TAGGED.fullmatch(address)
    return found[2] if found else ""


def _written(number: int) -> str:
    letters = ""
    while number or not letters:
        number, value = divmod(number, len(ALPHABET))
        letters = ALPHABET[value] + letters
    return letters


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + VALUES[letter]
    return number


def _code(payload: str, use: Use, key: bytes) -> str:
    digest = hmac.digest(key, f"{use}:{payload}".encode(), "sha256")[:CODE_BYTES]
    return _written(int.from_bytes(digest, "big")).rjust(CODE_LETTERS, ALPHABET[0])
