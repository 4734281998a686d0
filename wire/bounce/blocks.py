"""Cuts the text of a mailer into what it says of each address."""

import re
from itertools import islice

from wire.bounce import addresses, recipients
from wire.bounce.values import Action, FailedRecipient

MAX_SECTIONS = 500
MAX_SAID = 1500
REPLY_LINE = re.compile(r"^[ \t]*(?:<{2,3} )?[45]\d\d[ -].*$", re.MULTILINE)
DELAY = re.compile(
    r"not yet been delivered|not been delivered yet|still undelivered|message delayed|(?:has been|is being|is) delayed"
    r"|delivery attempts will continue|will (?:keep trying|be retried|continue (?:to|trying)|try again)"
    r"|attempt to deliver this message again|do not need to resend|warning message only|delayed for",
    re.IGNORECASE,
)


def action(notice: str) -> Action:
    """Delayed where a mailer says that it goes on trying, else failed."""
    return "delayed" if DELAY.search(notice) else "failed"


def after(text: str, mark: re.Pattern[str]) -> str:
    """What follows the first match of `mark`, '' where there is none."""
    found = mark.search(text)
    return text[found.end() :] if found else ""


def sections(text: str, head: re.Pattern[str]) -> list[tuple[str, str]]:
    """Address and words of each section; a section begins where `head` matches.

    `head` has a group `address`. The words end with the paragraph they begin in.
    """
    heads = list(islice(head.finditer(text), MAX_SECTIONS))
    ends = [*(one.start() for one in heads), len(text)][1:]
    return [
        (one["address"], _paragraph(text[one.end() : min(end, one.end() + MAX_SAID)]))
        for one, end in zip(heads, ends, strict=True)
    ]


def told(
    text: str, head: re.Pattern[str], *, shared: str = "", action: Action = "failed"
) -> tuple[FailedRecipient, ...]:
    """Recipients of `sections`; one of which nothing is said takes `shared`, or the next words."""
    said = shared
    found: list[FailedRecipient] = []
    for address, words in reversed(sections(text, head)):
        said = words or said
        found.append(recipients.recipient(address, said, action=action))
    return recipients.distinct(reversed(found))


def answers(text: str, found: tuple[str, ...]) -> tuple[FailedRecipient, ...]:
    """Each address with the line of an SMTP transcript that names it, else all answers in it.

    Delayed, where the text says that the mailer goes on trying.
    """
    what = action(text)
    lines = REPLY_LINE.findall(text)[:MAX_SECTIONS]
    everything = " ".join(lines[:20]) or text[:MAX_SAID]
    by_address: dict[str, str] = {}
    for line in lines:
        for address in addresses.found(line):
            by_address.setdefault(address.lower(), line.strip())
    return recipients.distinct(
        recipients.recipient(one, by_address.get(one.lower(), everything), action=what)
        for one in found
    )


def about(address: str, text: str) -> str:
    """What a text says of an address: answers of servers, else the paragraph that names it."""
    lines = REPLY_LINE.findall(text)[:MAX_SECTIONS]
    if lines:
        named = [line for line in lines if address and address.lower() in line.lower()]
        return " ".join(named or lines[:10])
    start = text.lower().find(address.lower()) if address else -1
    return _paragraph(text[start : start + MAX_SAID]) if start >= 0 else ""


def _paragraph(text: str) -> str:
    """The first words up to a blank line."""
    return re.split(r"\n[ \t]*\n", text.strip(), maxsplit=1)[0]
