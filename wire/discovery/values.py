"""The values of the search for server settings."""

from dataclasses import dataclass
from typing import Protocol as Interface

from wire.endpoints import Encryption, Protocol

ADDRESS = "{address}"
LOCAL_PART = "{local}"


@dataclass(frozen=True, slots=True)
class Server:
    protocol: Protocol
    host: str
    port: int
    encryption: Encryption


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Settings that may fit; ``source`` says to people where they come from.

    Where a service has no incoming or no outgoing server, that one is None. ``user`` is a user name
    with {address} or {local} in it. ``note`` is for people, and may be empty.
    """

    source: str
    incoming: Server | None
    outgoing: Server | None
    user: str = ADDRESS
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of mailboxes, or of sending only.

    ``domains`` are those of its addresses; ``mx`` the ends of the names of its mail exchangers,
    which also serve domains of its customers.
    """

    name: str
    domains: frozenset[str]
    mx: tuple[str, ...]
    servers: tuple[Server, ...]
    user: str
    note: str


@dataclass(frozen=True, slots=True)
class Service:
    """One SRV record (RFC 2782)."""

    priority: int
    weight: int
    port: int
    target: str


class LookUp(Interface):
    """What can be asked about a domain. Nothing raises: no answer is an empty one."""

    def mail_exchangers(self, domain: str) -> list[str]:
        """The names of its mail exchangers, the preferred one first."""

    def services(self, name: str) -> list[Service]:
        """The SRV records of a name such as _imaps._tcp.example.com."""

    def autoconfig(self, domain: str, address: str) -> bytes:
        """The configuration file that the domain publishes for mail programs."""


def filled(user: str, address: str) -> str:
    """The user name of an address."""
    return user.replace(ADDRESS, address).replace(LOCAL_PART, address.partition("@")[0])
