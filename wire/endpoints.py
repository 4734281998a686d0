"""Where a server is and how to talk to it, as frozen values."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from wire.errors import UnsafeText
from wire.sasl.method import Method

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Encryption(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Protocol(StrEnum):
    POP3 = "pop3"
    IMAP = "imap"
    SMTP = "smtp"


# The registered ports (RFC 8314 section 3; 25 stays the port between servers, RFC 5321).
STANDARD_PORTS: dict[tuple[Protocol, Encryption], int] = {
    (Protocol.POP3, Encryption.NONE): 110,
    (Protocol.POP3, Encryption.STARTTLS): 110,
    (Protocol.POP3, Encryption.TLS): 995,
    (Protocol.IMAP, Encryption.NONE): 143,
    (Protocol.IMAP, Encryption.STARTTLS): 143,
    (Protocol.IMAP, Encryption.TLS): 993,
    (Protocol.SMTP, Encryption.NONE): 25,
    (Protocol.SMTP, Encryption.STARTTLS): 587,
    (Protocol.SMTP, Encryption.TLS): 465,
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server to connect to. ``timeout`` is in seconds and holds for every single read.

    Without ``private_networks`` it must have a public address, see wire.reach.
    """

    host: str
    port: int
    encryption: Encryption = Encryption.NONE
    timeout: float = 30.0
    verify: bool = True
    ca_bundle: str = ""  # PEM certificates trusted beside the system's
    private_networks: bool = True

    def __str__(self) -> str:
        how = {Encryption.NONE: "no encryption", Encryption.STARTTLS: "STARTTLS"}
        return f"{self.host}:{self.port} ({how.get(self.encryption, 'TLS')})"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs in, and how. The password never shows in a representation.

    ``allow_clear`` lets the password travel readable over an unencrypted connection. ``token``
    says that ``password`` is an OAuth access token. ``password`` is empty for GSSAPI with a ticket
    of the machine.
    """

    user: str
    password: str = field(repr=False)
    allow_clear: bool = False
    method: Method = Method.AUTOMATIC
    token: bool = False


def plain_text(value: str, name: str) -> str:
    """``value`` itself; raises UnsafeText where a control character could start a new command."""
    if _CONTROL.search(value):
        raise UnsafeText(f"The {name} contains a control character, such as a line end.")
    return value
