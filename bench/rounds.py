"""The measurements, one after the other, round by round. Needs Django set up."""

import sys
from collections.abc import Callable
from functools import partial

from bench import backlog, retrieving, sending
from bench.figures import Rates
from bench.servers import Servers, Sink

WARMING_UP = 20
LARGE_KILOBYTES = 300
# So many times as much waits as is sent.
MANY = 50


def measure(servers: Servers, *, rounds: int, messages: int, only: str = "") -> Rates:
    """Messages per second of each measurement, one number for each round.

    A product and its limits run close together, in the opposite order in every other round, so
    that noise of the machine meets both. Raises WrongResult.
    """
    measurements = {name: run for name, run in _measurements(servers).items() if only in name}
    for run in measurements.values():
        run(min(WARMING_UP, messages))
    rates: Rates = {name: [] for name in measurements}
    for number in range(rounds):
        names = list(measurements)
        for name in reversed(names) if number % 2 else names:
            rates[name].append(messages / measurements[name](messages))
            told = f"round {number + 1} of {rounds}: {name} {rates[name][-1]:,.0f}/s"
            print(told, file=sys.stderr, flush=True)
    return rates


def _measurements(servers: Servers) -> dict[str, Callable[[int], float]]:
    found: dict[str, Callable[[int], float]] = {}
    for protocol in ("imap", "pop3"):
        found[protocol] = partial(retrieving.product, servers.dovecot, protocol)
        found[f"{protocol}_bare_fetch"] = partial(retrieving.limit, servers.dovecot, protocol)
    found["send"] = partial(sending.product, servers.sink)
    found["send_bare_aiosmtplib"] = partial(sending.aiosmtplib_limit, servers.sink)
    found["send_bare_smtplib"] = partial(sending.smtplib_limit, servers.sink)
    found["send_ten_aiosmtplib"] = partial(sending.ten_limit, servers.sink)
    large = {"kilobytes": LARGE_KILOBYTES}
    found["send_large"] = _fewer(partial(sending.product, servers.sink, **large))
    found["send_large_smtp_source"] = _fewer(partial(sending.source_limit, servers.sink, **large))
    found["send_of_few"] = partial(backlog.product, servers.sink, waiting=0)
    found["send_of_many"] = partial(_of_many, servers.sink)
    return found


def _fewer(run: Callable[[int], float]) -> Callable[[int], float]:
    """Large messages are a quarter as many, in a quarter of the time."""
    return lambda count: run(-(-count // 4)) * count / -(-count // 4)


def _of_many(sink: Sink, count: int) -> float:
    return backlog.product(sink, count, waiting=count * MANY)
