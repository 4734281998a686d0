"""What all mechanisms have in common: they turn challenges into responses and see no socket."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Secret:
    """Who signs in where: what mechanisms are made of.

    ``service`` is the protocol's registered name: imap, pop or smtp (RFC 4422 section 4).
    """

    user: str
    password: str = field(repr=False)  # or the access token
    service: str
    host: str
    port: int


class Mechanism(Protocol):
    """One attempt to sign in; an object serves once.

    ``name`` is the SASL name, ``readable`` tells whether password or token itself is sent,
    ``initial`` whether the client may speak first.
    """

    @property
    def name(self) -> str: ...

    @property
    def readable(self) -> bool: ...

    @property
    def initial(self) -> bool: ...

    @property
    def done(self) -> bool:
        """Whether the client has said all, and the server proved what it has to prove.

        A server's yes before that is not to be believed.
        """

    def step(self, challenge: bytes | None) -> bytes:
        """The response to a challenge; None asks for the initial response. Raises SaslError."""


def refusal_of(mechanism: Mechanism) -> str:
    """What the server said inside the exchange about why it refuses (OAuth's JSON), or ''."""
    return str(getattr(mechanism, "refusal", ""))
