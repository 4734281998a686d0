"""What servers of the web answer, and what is wrong with the address of one."""

from dataclasses import replace

from wire.causes import Known
from wire.causes_network import row
from wire.errors import Cause

CONFIGURATION, PASSING, CREDENTIALS = Cause.CONFIGURATION, Cause.PASSING, Cause.CREDENTIALS
_AGAIN = "It is tried again."


def _status(one: Known, codes: str) -> Known:
    return replace(one, codes=frozenset(codes.split()))


ROWS = (
    row(
        CONFIGURATION,
        "no URL",
        "This is no address of the web.",
        "Type it whole, beginning with https:// and without user name and password.",
        "host",
    ),
    row(
        CONFIGURATION,
        "not encrypted",
        "The address begins with http:// and would be asked without encryption.",
        "Type the address that begins with https://.",
        "host",
    ),
    row(
        CONFIGURATION,
        "too large",
        "The server sends more than an answer of this kind may have.",
        "Check the address: it may be that of something else.",
        "host",
    ),
    row(
        CONFIGURATION,
        "no JSON",
        "The server's answer is of another kind than expected (no JSON).",
        "Check the address: a page for people may be there, or a log-in page stand in between.",
        "host",
    ),
    row(
        CONFIGURATION,
        "moved",
        "The server sends on to another address ({words}); that is not followed.",
        "Type the address that it sends to, where it is the right one.",
        "host",
    ),
    _status(
        row(
            PASSING,
            "HTTP",
            "The server is asked too often, or takes too long ({words}).",
            _AGAIN,
        ),
        "408 425 429",
    ),
    _status(
        row(
            CONFIGURATION,
            "HTTP",
            "There is nothing at this address ({words}).",
            "Correct the address.",
            "host",
        ),
        "404 405 410 501",
    ),
    _status(
        row(
            CREDENTIALS,
            "HTTP",
            "The server refuses us ({words}).",
            "Check what we identify ourselves with, and whether the server lets this machine in.",
            "secret",
        ),
        "401 403 407",
    ),
    row(PASSING, "HTTP", "The server is in trouble ({words}).", _AGAIN, words=r"^5"),
    row(CONFIGURATION, "HTTP", "The server refuses ({words}).", "Check the address.", "host"),
)
