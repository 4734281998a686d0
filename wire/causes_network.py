"""The way to a server: names, addresses, TCP, TLS, and services that are not the wanted one."""

from wire.causes import Known
from wire.errors import Cause, Step

CONFIGURATION, PASSING = Cause.CONFIGURATION, Cause.PASSING

_TO_BUNDLE = "the CA certificates of the partition"
_AGAIN = "It is tried again."
_ASK = f"{_AGAIN} If it stays so, ask the server's operator to look into its log."


def _row(
    cause: Cause, kind: str, likely: str, remedy: str, field: str = "", *, words: str = ""
) -> Known:
    return Known(cause, likely, remedy, field, kinds=frozenset({kind}), words=words)


def _at(row: Known, *steps: Step) -> Known:
    return Known(
        row.cause, row.likely, row.remedy, row.field, row.kinds, frozenset(steps), words=row.words
    )


# The remedy of a name that does not exist depends on what is typed as one.
_NAMES = (
    _row(
        CONFIGURATION,
        "unknown name",
        "“{words}” is an address of the web, not a server name.",
        "Type the name alone, without https:// and without a path.",
        "host",
        words="/",
    ),
    _row(
        CONFIGURATION,
        "unknown name",
        "“{words}” is an email address, not a server name.",
        "Type the name of the mail server, such as mail.example.com.",
        "host",
        words="@",
    ),
    _row(
        CONFIGURATION,
        "unknown name",
        "There is no server called “{words}”.",
        "The port stands in a field of its own: take it out of the name.",
        "host",
        words=r":\d+$",
    ),
    _row(
        CONFIGURATION,
        "unknown name",
        "There is no server called “{words}”.",
        "Correct the server name. It may have a space too much.",
        "host",
        words=r"\s",
    ),
    _row(
        CONFIGURATION,
        "unknown name",
        "There is no server called “{words}”.",
        "Correct the server name.",
        "host",
    ),
    _row(
        CONFIGURATION,
        "impossible name",
        "“{words}” is not a possible server name.",
        "Correct the server name.",
        "host",
    ),
    _row(
        CONFIGURATION,
        "no address",
        "The name “{host}” exists, but has no address of a server.",
        "Ask the provider for the name of its mail server; it is often mail. or imap. and the "
        "domain.",
        "host",
    ),
    _row(
        PASSING,
        "name server",
        "The name server does not answer.",
        "Check this machine's name resolution.",
        "host",
    ),
    _row(CONFIGURATION, "text", "{words}", "Type the value again."),
    _row(
        CONFIGURATION,
        "forbidden address",
        "{words}",
        "Type the name of a mail server that can be reached from outside this machine.",
        "host",
    ),
    _row(
        CONFIGURATION,
        "private address",
        "{words}",
        "Type another server, or have servers in private networks allowed in the partition.",
        "host",
    ),
)
_CONNECTIONS = (
    _row(
        Cause.REFUSED,
        "refused",
        "Nothing accepts connections on port {port} of {host}.",
        "Check the port, and whether the mail service runs there.",
        "port",
    ),
    _row(
        CONFIGURATION,
        "firewall",
        "This machine's own firewall forbids the connection.",
        "Allow it in the firewall.",
    ),
    _row(
        PASSING,
        "no way",
        "There is no way through the network to {host}.",
        "Check the network of this machine.",
        "host",
    ),
    _row(
        PASSING,
        "bad way",
        "This machine's network throws the connection to {host} away.",
        "Check the routes of this machine: a black hole may be set for this address.",
        "host",
    ),
    _at(
        _row(
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
        _row(
            PASSING,
            "silent",
            "The server did not answer within {seconds} seconds.",
            f"{_AGAIN} Check the port: a service of another kind may wait there.",
            "port",
        ),
        Step.ENCRYPTION,
    ),
    _at(
        _row(
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
        _row(
            PASSING,
            "silent",
            "The server did not answer within {seconds} seconds.",
            f"{_AGAIN} Some servers take their time after wrong passwords, or are overloaded.",
        ),
        Step.AUTHENTICATION,
    ),
    _row(
        PASSING,
        "silent",
        "The server did not answer within {seconds} seconds.",
        f"{_AGAIN} Check server name and port, and firewalls in between.",
    ),
    _at(
        _row(
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
        _row(
            PASSING,
            "lost",
            "The server closed the connection without an answer.",
            f"{_ASK} Some servers do this where the account has no mailbox.",
            "user",
        ),
        Step.AUTHENTICATION,
    ),
    _at(
        _row(
            PASSING,
            "lost",
            "The server closed the connection while it was being encrypted.",
            f"{_ASK} Old servers do this where TLS 1.2 is asked of them.",
            "encryption",
        ),
        Step.ENCRYPTION,
    ),
    _row(PASSING, "lost", "The server closed the connection without an answer.", _ASK),
    _row(PASSING, "socket", "The connection failed: {words}.", _AGAIN),
)
_TLS = (
    _row(
        CONFIGURATION,
        "TLS wanted",
        "Port {port} speaks TLS from the start.",
        "Choose encryption TLS.",
        "encryption",
    ),
    _row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Have the server's certificate renewed.",
        "verify",
        words="has expired",
    ),
    _row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Check the clock of this machine, and the server's certificate.",
        "verify",
        words="not yet valid",
    ),
    _row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Add the certificate to the CA bundle of the partition, or have the server use a "
        "certificate of a known authority.",
        "verify",
        words="self-signed certificate$",
    ),
    _row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Add the authority that issued the certificate to the CA bundle of the partition.",
        "verify",
        words="unable to get|in certificate chain|unable to verify",
    ),
    _row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Use the name that stands in the server's certificate as server name.",
        "host",
        words="not valid for",
    ),
    _row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Have the server use a stronger key and signature.",
        "verify",
        words="too (small|weak|short)",
    ),
    _row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Ask the server's operator for a certificate that can be verified.",
        "verify",
    ),
    _row(
        CONFIGURATION,
        "TLS",
        "Port {port} does not speak TLS from the start.",
        "Choose STARTTLS, or the port for TLS.",
        "encryption",
        words="WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE|PACKET_LENGTH_TOO_LONG",
    ),
    _row(
        CONFIGURATION,
        "TLS",
        "The server only offers TLS versions that are no longer safe (1.1 or older).",
        "The server must offer TLS 1.2 or newer.",
        "host",
        words="PROTOCOL",
    ),
    _row(
        CONFIGURATION,
        "TLS",
        "The server and this machine have no cipher in common ({words}).",
        "Have the server offer the ciphers of TLS 1.2 or newer.",
        "host",
        words="HANDSHAKE_FAILURE|NO_SHARED_CIPHER|DH_KEY_TOO_SMALL",
    ),
    _row(
        CONFIGURATION,
        "TLS",
        "The server wants a certificate of this machine ({words}).",
        "Choose a port that wants user name and password.",
        "port",
        words="CERTIFICATE_REQUIRED|BAD_CERTIFICATE",
    ),
    _row(
        CONFIGURATION,
        "TLS",
        "The server does not know itself by the name “{host}”.",
        "Use the name that the provider gives for this server.",
        "host",
        words="UNRECOGNIZED_NAME",
    ),
    _row(
        CONFIGURATION,
        "TLS",
        "The encrypted connection could not be set up ({words}).",
        "Compare encryption and port with the server's.",
        "encryption",
    ),
)
_STRANGERS = (
    _row(
        CONFIGURATION,
        "stranger",
        "Port {port} answers as an IMAP server does.",
        "Choose protocol IMAP, or the port for the protocol that you want.",
        "port",
        words="^imap$",
    ),
    _row(
        CONFIGURATION,
        "stranger",
        "Port {port} answers as a POP3 server does.",
        "Choose protocol POP3, or the port for the protocol that you want.",
        "port",
        words="^pop3$",
    ),
    _row(
        CONFIGURATION,
        "stranger",
        "Port {port} answers as a server for sending (SMTP) or for files (FTP) does.",
        "Choose the port for the protocol that you want.",
        "port",
        words="^smtp$",
    ),
    _row(
        CONFIGURATION,
        "stranger",
        "What answers on port {port} is no mail server; its words are not shown here.",
        "Check server name and port.",
        "port",
    ),
)
ROWS = _NAMES + _CONNECTIONS + _TLS + _STRANGERS
