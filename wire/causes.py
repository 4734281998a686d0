"""What is known about failures, as data: the first row of the table that fits a symptom decides.

To teach it another answer, add a row to one of the modules named in table(), and one to
tests/wire/test_causes.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from wire.errors import Cause, Explanation, Step

# Kinds of symptoms that are answers of servers; all others are about the way there.
IMAP, POP3, SMTP = "imap", "pop3", "smtp"
ANSWERS = frozenset({IMAP, POP3, SMTP})


@dataclass(frozen=True, slots=True)
class Symptom:
    """What was seen: ``kind`` is a protocol, or a word of wire.network such as "refused".

    ``code`` is an SMTP reply code, or the response code in brackets of IMAP and POP3.
    """

    kind: str
    step: Step
    words: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """One row: what must fit (nothing given fits anything), and what it means.

    ``likely`` and ``remedy`` may name {host}, {port}, {seconds} and {words}. ``field`` is the form
    field to look at, without its direction: host, port, encryption, verify, method, user, secret,
    folder, address or timeout.
    """

    cause: Cause
    likely: str
    remedy: str
    field: str = ""
    kinds: frozenset[str] = ANSWERS
    steps: frozenset[Step] = frozenset()
    codes: frozenset[str] = frozenset()
    words: str = ""  # a regular expression, whatever the case

    def fits(self, symptom: Symptom) -> bool:
        return (
            symptom.kind in self.kinds
            and (not self.steps or symptom.step in self.steps)
            and (not self.codes or symptom.code in self.codes)
            and (not self.words or re.search(self.words, symptom.words, re.I) is not None)
        )


@dataclass(frozen=True, slots=True)
class Place:
    """What a row may name about where it happened. ``answer`` are the server's words, if any."""

    values: Mapping[str, object] = field(default_factory=dict)
    answer: str = ""


def explain(symptom: Symptom, place: Place) -> tuple[Cause, Explanation]:
    """The meaning of ``symptom``; of an unknown one an honest sentence beside the server's words."""
    row = next(one for one in table() if one.fits(symptom))
    values = {"words": symptom.words} | dict(place.values)
    likely, remedy = row.likely.format(**values), row.remedy.format(**values)
    return row.cause, Explanation(
        likely, remedy, place.answer, field=row.field or usual_field(row.cause, symptom.step)
    )


UNKNOWN = "The server refuses, for a reason that is not known here: its own words say more."
_LAST = (
    Known(Cause.CONFIGURATION, UNKNOWN, "Show these words to the server's operator."),
    Known(
        Cause.CONFIGURATION,
        "{words}",
        "Report it, with the log of the console.",
        kinds=frozenset({"other"}),
    ),
)


@cache
def table() -> tuple[Known, ...]:
    """All rows, the most particular first. Its end fits everything."""
    # These import this module for what rows are made of.
    from wire import (
        causes_answers,
        causes_network,
        causes_providers,
        causes_smtp,
        causes_tls,
        causes_tokens,
        causes_web,
        ldap_causes,
    )

    parts = (
        causes_network,
        causes_web,
        causes_tokens,
        causes_tls,
        causes_providers,
        causes_answers,
        causes_smtp,
        ldap_causes,
    )
    return tuple(row for part in parts for row in part.ROWS) + _LAST


_USUAL_FIELDS = {
    Step.RESOLVE: "host",
    Step.CONNECT: "port",
    Step.ENCRYPTION: "encryption",
    Step.GREETING: "port",
    Step.CAPABILITIES: "port",
    Step.AUTHENTICATION: "method",
    Step.FOLDER: "folder",
    Step.SENDER: "address",
}


def usual_field(cause: Cause, step: Step) -> str:
    """The form field that a failure at ``step`` mostly comes from; '' where none is to blame."""
    if cause is Cause.CREDENTIALS:
        return "secret"
    return "" if cause is Cause.PASSING else _USUAL_FIELDS.get(step, "")
