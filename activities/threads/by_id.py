"""TH-1, TH-2: a signed interaction ID, in the subject or in what was the Reply-To."""

from collections.abc import Iterable

from activities import signing
from activities.signing import Refused, Use
from activities.threads.values import Answer, Found, Passed, Question

# As many are tried; the rest of a subject full of them is somebody's play.
MOST = 5


def in_subject(question: Question) -> Answer:
    """The last one first: programs put the newest at the end, or there is only one."""
    found = signing.found_in(question.facts.subject)
    return _first(question, list(reversed(found)), "subject")


def in_reply_to(question: Question) -> Answer:
    """Behind the plus sign of an address it was sent to, or in the name beside the address."""
    found: list[str] = []
    for address, name in question.facts.recipients:
        found += [tag] if (tag := signing.tag_of(address)) else []
        found += signing.found_in(name)
    return _first(question, found, "address")


def _first(question: Question, found: Iterable[str], place: str) -> Answer:
    refused: Passed | None = None
    for text in list(dict.fromkeys(found))[:MOST]:
        today = question.now.date()
        number = signing.read(text, Use.ANSWER, today=today, keys=question.order.keys)
        if isinstance(number, Refused):
            refused = refused or Passed(f"The interaction ID in the {place} {number}.")
        elif entry := question.known.by_activity(number):
            return Found(entry, f"The interaction ID in the {place} is ours.")
        else:
            refused = refused or Passed(f"The mail of the ID in the {place} is not here any more.")
    return refused
