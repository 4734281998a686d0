"""The way to a server: its name, its addresses, and the connection to it."""

from dataclasses import replace

from wire.causes import Known
from wire.errors import Cause, Step

CONFIGURATION, PASSING = Cause.CONFIGURATION, Cause.PASSING

_AGAIN = "It is tried again."
_ASK = f"{_AGAIN} If it stays so, ask the server's operator to look into its log."


def row(
    cause: Cause, kind: str, likely: str, remedy: str, field: str = "", *, words: str = ""
) -> Known:
    return Known(cause, likely, remedy, field, kinds=frozenset({kind}), words=words)


def _at(one: Known, *steps: Step) -> Known:
    return replace(one, steps=frozenset(steps))


# The remedy of a name that does not exist depends on what is typed as one.
_NAMES = (
    row(
        CONFIGURATION,
        "unknown name",
        "“{words}” is an address of the web, not a server name.",
        "Type the name alone, without https:// and without a path.",
        "host",
        words="/",
    ),
    row(
        CONFIGURATION,
        "unknown name",
        "“{words}” is an email address, not a server name.",
        "Type the name of the mail server, such as mail.example.com.",
        "host",
        words="@",
    ),
    row(
        CONFIGURATION,
        "unknown name",
        "There is no server called “{words}”.",
        "The port stands in a field of its own: take it out of the name.",
        "host",
        words=r":\d+$",
    ),
    row(
        CONFIGURATION,
        "unknown name",
        "There is no server called “{words}”.",
        "Correct the server name. It may have a space too much.",
        "host",
        words=r"\s",
    ),
    row(
        CONFIGURATION,
        "unknown name",
        "There is no server called “{words}”.",
        "Correct the server name.",
        "host",
    ),
    row(
        CONFIGURATION,
        "impossible name",
        "“{words}” is not a possible server name.",
        "Correct the server name.",
        "host",
    ),
    row(
        CONFIGURATION,
        "no address",
        "The name “{host}” exists, but has no address of a server.",
        "Ask the provider for the name of its mail server; it is often mail. or imap. and the "
        "domain.",
        "host",
    ),
    row(
        PASSING,
        "name server",
        "The name server does not answer.",
        "Check this machine's name resolution.",
        "host",
    ),
    row(CONFIGURATION, "text", "{words}", "Type the value again."),
    row(
        CONFIGURATION,
        "forbidden address",
        "{words}",
        "Type the name of a server that can be reached from outside this machine.",
        "host",
    ),
    row(
        CONFIGURATION,
        "private address",
        "{words}",
        "Type another server, or have servers in private networks allowed in the partition.",
        "host",
    ),
)
_CONNECTIONS = (
    row(
        Cause.REFUSED,
        "refused",
        "Nothing accepts connections on port {port} of {host}.",
        "Check the port, and whether the service runs there.",
        "port",
    ),
    row(
        CONFIGURATION,
        "firewall",
        "This machine's own firewall forbids the connection.",
        "Allow it in the firewall.",
    ),
    row(
        PASSING,
        "no way",
        "There is no way through the network to {host}.",
        "Check the network of this machine.",
        "host",
    ),
    row(
        PASSING,
        "bad way",
        "This machine's network throws the connection to {host} away.",
        "Check the routes of this machine: a black hole may be set for this address.",
        "host",
    ),
    _at(
        row(
            PASSING,
            "silent",
            "{host} did not answer within {seconds} seconds.",
            f"{_AGAIN} Check server name and port; a firewall in between may swallow the "
            "connection.",
            "host",
        ),
        Step.CONNECT,
    ),
    _at(
        row(
            PASSING,
            "silent",
            "The server did not answer within {seconds} seconds.",
            f"{_AGAIN} Check the port: a service of another kind may wait there.",
            "port",
        ),
        Step.ENCRYPTION,
    ),
    _at(
        row(
            PASSING,
            "silent",
            "The server did not answer within {seconds} seconds.",
            f"{_AGAIN} Check server name and port, and firewalls in between. A port that expects "
            "TLS from the start is silent too: try encryption TLS.",
            "encryption",
        ),
        Step.GREETING,
    ),
    _at(
        row(
            PASSING,
            "silent",
            "The server did not answer within {seconds} seconds.",
            f"{_AGAIN} Some servers take their time after wrong passwords, or are overloaded.",
        ),
        Step.AUTHENTICATION,
    ),
    row(
        PASSING,
        "silent",
        "The server did not answer within {seconds} seconds.",
        f"{_AGAIN} Check server name and port, and firewalls in between.",
    ),
    _at(
        row(
            PASSING,
            "lost",
            "The server closed the connection without a greeting.",
            f"{_ASK} Servers do this to addresses that they block, or when they have too many "
            "connections.",
            "host",
        ),
        Step.GREETING,
    ),
    _at(
        row(
            PASSING,
            "lost",
            "The server closed the connection without an answer.",
            f"{_ASK} Some servers do this where the account has no mailbox.",
            "user",
        ),
        Step.AUTHENTICATION,
    ),
    _at(
        row(
            PASSING,
            "lost",
            "The server closed the connection while it was being encrypted.",
            f"{_ASK} Old servers do this where TLS 1.2 is asked of them.",
            "encryption",
        ),
        Step.ENCRYPTION,
    ),
    row(PASSING, "lost", "The server closed the connection without an answer.", _ASK),
    row(PASSING, "nonsense", "The server's answer makes no sense.", _ASK),
    row(PASSING, "socket", "The connection failed: {words}.", _AGAIN),
)
ROWS = _NAMES + _CONNECTIONS
