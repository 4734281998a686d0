"""The order of the search: a known provider, then what the domain says of itself."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import Any, TypeVar

from wire.discovery import autoconfig, records
from wire.discovery.values import LookUp, Provider, Server, Service, Suggestion
from wire.endpoints import Protocol

# Whoever fills in the form waits for it.
PATIENCE = 6.0  # seconds
# Names that no record exists for (RFC 6761).
RESERVED = {"test", "example", "invalid", "localhost"}
SHOWN_AT_MOST = 6

Answer = TypeVar("Answer")


def suggestions(
    address: str, providers: Iterable[Provider], look_up: LookUp | None
) -> list[Suggestion]:
    """What may fit ``address``, the likeliest first. Without ``look_up`` nobody is asked."""
    domain = address.rpartition("@")[2].strip().rstrip(".").lower()
    catalogue = tuple(providers)
    for provider in catalogue:
        if domain in provider.domains:
            return of_provider(provider, f"Known provider: {provider.name}")
    if look_up is None or "." not in domain or domain.rpartition(".")[2] in RESERVED:
        return []
    return _asked(address, domain, catalogue=catalogue, look_up=look_up)


def of_provider(provider: Provider, source: str) -> list[Suggestion]:
    """One suggestion for each way to fetch mail; only the sending where there is none."""
    outgoing = next((one for one in provider.servers if one.protocol is Protocol.SMTP), None)
    incoming: list[Server | None] = [
        one for one in provider.servers if one.protocol is not Protocol.SMTP
    ]
    return [
        Suggestion(source, one, outgoing, provider.user, provider.note)
        for one in incoming or [None]
    ]


def by_mail_exchanger(exchangers: Iterable[str], providers: Iterable[Provider]) -> Provider | None:
    """The provider whose mail exchangers these are."""
    names = [one.rstrip(".").lower() for one in exchangers]
    for provider in providers:
        for end in provider.mx:
            if any(name == end or name.endswith(f".{end}") for name in names):
                return provider
    return None


def _asked(
    address: str, domain: str, *, catalogue: tuple[Provider, ...], look_up: LookUp
) -> list[Suggestion]:
    """All questions at once; what is not answered in time is left out."""
    pool = ThreadPoolExecutor(max_workers=8)

    def ask(question: Callable[..., Answer], *arguments: str) -> Future[Answer]:
        return pool.submit(question, *arguments)

    exchangers = ask(look_up.mail_exchangers, domain)
    services: dict[str, Future[Sequence[Service]]] = {
        one: ask(look_up.services, f"{one}._tcp.{domain}") for one in records.NAMES
    }
    file = ask(look_up.autoconfig, domain, address)
    asked: list[Future[Any]] = [exchangers, file, *services.values()]
    wait_for(asked, timeout=PATIENCE)
    pool.shutdown(wait=False, cancel_futures=True)
    nothing: Sequence[Service] = []
    srv: dict[str, Sequence[Service]] = {
        one: _result(future, nothing) for one, future in services.items()
    }
    found = records.suggestions(domain, srv)
    found += autoconfig.suggestions(domain, _result(file, b""))
    names: list[str] = _result(exchangers, [])
    provider = by_mail_exchanger(names, catalogue)
    if provider:
        found += of_provider(provider, f"Mail exchangers of {domain}: {provider.name}")
    return _distinct(found)[:SHOWN_AT_MOST]


def _result(future: Future[Answer], otherwise: Answer) -> Answer:
    if not future.done() or future.cancelled() or future.exception() is not None:
        return otherwise
    return future.result()


def _distinct(found: Iterable[Suggestion]) -> list[Suggestion]:
    servers: dict[tuple[Server | None, Server | None], Suggestion] = {}
    for one in found:
        servers.setdefault((one.incoming, one.outgoing), one)
    return list(servers.values())
