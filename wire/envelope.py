"""The commands of an envelope, as far as the server's extensions allow: pure.

What a server cannot take for certain is answered here instead of asking it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from wire.endpoints import plain_text
from wire.errors import Step, UnsafeText
from wire.letters import Letter, Reply

# Extension in lower letters -> its parameters, as the server offers them (RFC 5321 section 2.2).
Offers = Mapping[str, str]
Command = bytes | Reply

# RFC 3461 section 4.1: a report where it fails or is late; success is what the final answer says.
REPORTS, NO_REPORTS = "NOTIFY=FAILURE,DELAY", "NOTIFY=NEVER"

# What may not stand in the value of a parameter as it is (RFC 3461 section 4).
_WRITTEN = re.compile(r"[ +=]")

UNWRITABLE = Reply(553, "5.6.7 The address has letters that this server cannot take.")
EIGHT_BIT = Reply(
    554,
    "5.6.3 The mail has letters beyond ASCII as they are, and this server takes none: choose the "
    "encoding “UTF-8, encoded for any server” for the alias.",
    Step.SENDER,
)


def mail_from(letter: Letter, offers: Offers) -> Command:
    """MAIL with what the server wants to know beforehand, or the refusal that would follow."""
    sender = _path(letter.sender, offers)
    if isinstance(sender, Reply):
        return replace(sender, step=Step.SENDER)
    if refusal := _too_much(letter, offers):
        return refusal
    options = [f"SIZE={len(letter.content)}"] if "size" in offers else []
    if not letter.content.isascii():
        options.append("BODY=8BITMIME")
    if "smtputf8" in offers and not _ascii(letter.sender, *letter.recipients):
        options.append("SMTPUTF8")
    if letter.envelope_id and "dsn" in offers:
        options.append(f"ENVID={letter.envelope_id}")
    return b" ".join([b"MAIL FROM:" + sender, *(one.encode("ascii") for one in options)])


def rcpt_to(recipient: str, letter: Letter, offers: Offers) -> Command:
    """RCPT, with when to report and what the address was (RFC 3461 sections 4.1 and 4.2)."""
    path = _path(recipient, offers)
    if isinstance(path, Reply):
        return replace(path, step=Step.RECIPIENT)
    options = []
    if "dsn" in offers:
        options.append(REPORTS if letter.sender else NO_REPORTS)
        if letter.sender and recipient.isascii():
            options.append(f"ORCPT=rfc822;{xtext(recipient)}")
    return b" ".join([b"RCPT TO:" + path, *(one.encode("ascii") for one in options)])


def xtext(text: str) -> str:
    """ASCII text as the value of a parameter (RFC 3461 section 4)."""
    if text.isascii() and text.isprintable() and not _WRITTEN.search(text):
        return text
    return "".join(
        one if "!" <= one <= "~" and one not in "+=" else f"+{ord(one):02X}" for one in text
    )


def _too_much(letter: Letter, offers: Offers) -> Reply | None:
    most = offers.get("size", "").strip()
    if most.isdecimal() and 0 < int(most) < len(letter.content):
        words = (
            f"5.3.4 The mail has {len(letter.content):,} bytes; this server takes {int(most):,}."
        )
        return Reply(552, words, Step.SENDER)
    if not letter.content.isascii() and "8bitmime" not in offers:
        return EIGHT_BIT
    return None


def _path(address: str, offers: Offers) -> Command:
    """The address in brackets; its domain in ASCII, its local part as RFC 6531 allows."""
    try:
        plain_text(address, "address")
        local, at, domain = address.rpartition("@")
        written = local + at + _in_ascii(domain) if at else address
    except (UnicodeError, UnsafeText):
        return UNWRITABLE
    if not written.isascii() and "smtputf8" not in offers:
        return UNWRITABLE
    return f"<{written}>".encode()


@lru_cache(maxsize=1024)
def _in_ascii(domain: str) -> str:
    """Most mail goes to few domains. Raises UnicodeError."""
    return domain.encode("idna").decode("ascii")


def _ascii(*addresses: str) -> bool:
    """Whether all local parts are; domains are written in ASCII in any case."""
    return all(one.rpartition("@")[0].isascii() for one in addresses)
