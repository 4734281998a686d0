"""Everything that is measured, in the order of a round: a product beside its peers and limits."""

from collections.abc import Callable, Iterator
from functools import partial

from bench import backlog, retrieving, sending
from bench.measurements import Measurement, rate
from bench.servers import Servers

LARGE_KILOBYTES = 300
# Large messages are a quarter as many.
LARGE_SHARE = 0.25
# So many times as much waits as is sent.
MANY = 50
PROTOCOLS = ("imap", "pop3")


def measurements(servers: Servers) -> tuple[dict[str, Measurement], dict[str, str]]:
    """By their names; and the names of what cannot be measured here, with the reason."""
    found: dict[str, Measurement] = {}
    left_out: dict[str, str] = {}
    for protocol in PROTOCOLS:
        found |= _retrieving(servers, protocol)
    for kind, kilobytes, share in (("small", 5, 1.0), ("large", LARGE_KILOBYTES, LARGE_SHARE)):
        for name, run in _sending(servers, kilobytes):
            found |= rate(f"send_{kind}{name}", run, share=share)
    found |= rate("send_of_few", partial(backlog.product, servers.sink, waiting=0))
    found |= rate("send_of_many", partial(_of_many, servers))
    return found, left_out


def _retrieving(servers: Servers, protocol: str) -> dict[str, Measurement]:
    dovecot = servers.dovecot
    found = rate(protocol, partial(retrieving.product, dovecot, protocol))
    found |= rate(f"{protocol}_bare_loop", partial(retrieving.bare_loop, dovecot, protocol))
    found |= rate(f"{protocol}_bare_fetch", partial(retrieving.bare_fetch, dovecot, protocol))
    return found


def _sending(servers: Servers, kilobytes: int) -> Iterator[tuple[str, Callable[[int], float]]]:
    """What follows `send_small` or `send_large` in a name; and what is run."""
    sink = servers.sink
    yield "", partial(sending.product, sink, kilobytes=kilobytes)
    yield "_one_aiosmtplib", partial(sending.aiosmtplib_limit, sink, kilobytes=kilobytes)
    yield "_ten_aiosmtplib", partial(sending.ten_limit, sink, kilobytes=kilobytes)
    yield "_smtplib", partial(sending.smtplib_limit, sink, kilobytes=kilobytes)
    yield "_smtp_source", partial(sending.source_limit, sink, kilobytes=kilobytes)


def _of_many(servers: Servers, count: int) -> float:
    return backlog.product(servers.sink, count, waiting=count * MANY)
