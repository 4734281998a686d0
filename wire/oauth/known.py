"""What providers' error codes mean, as data: the first row that fits decides. Pure.

To teach it another code, add it to a row of causes_entra or causes_standard, and to
tests/wire/oauth/test_causes.py.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from wire.errors import Cause


@dataclass(frozen=True, slots=True)
class Row:
    """``codes`` are OAuth errors or the digits of Microsoft's numbers, separated by spaces.

    ``words`` is a regular expression that the description must hold, whatever the case. ``field``
    is the field of the application's form to look at.
    """

    cause: Cause
    codes: str
    likely: str
    remedy: str
    field: str = ""
    words: str = ""

    def fits(self, code: str, description: str) -> bool:
        return code in self.codes.split() and (
            not self.words or re.search(self.words, description, re.I) is not None
        )


class Own(StrEnum):
    """What we find out ourselves, as codes that no provider uses."""

    STATE = "our_state"
    HOST = "our_host"
    ISSUER = "our_issuer"
    SCOPE = "our_scope"
    NO_CODE = "our_code"
    PERSON = "our_person"
    NO_REFRESH = "our_refresh"
    NOTHING = "our_nothing"
    DISCOVERY = "our_discovery"
    KEY_FILE = "our_key_file"
    CLIENT = "our_client"


OURS = "our_"  # how those codes begin
UNKNOWN = Row(
    Cause.CONFIGURATION,
    "",
    "The provider refuses, for a reason that is not known here: its own words say more.",
    "Show these words to whoever administers the application there.",
)


def meaning(error: str, number: str, description: str) -> Row | None:
    """The row for Microsoft's ``number`` (digits), or else for the OAuth ``error``."""
    for code in filter(None, (number, error)):
        for row in table():
            if row.fits(code, description):
                return row
    return None


@cache
def table() -> tuple[Row, ...]:
    """All rows, the most particular first."""
    # These import this module for what rows are made of.
    from wire.oauth import causes_entra, causes_google, causes_own, causes_standard

    return causes_entra.ROWS + causes_google.ROWS + causes_standard.ROWS + causes_own.ROWS
