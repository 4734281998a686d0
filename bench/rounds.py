"""The measurements, one after the other, round by round. Needs Django set up."""

import sys
from collections.abc import Callable
from functools import partial

from bench import retrieving, sending
from bench.figures import Rates
from bench.servers import Servers

WARMING_UP = 20


def measure(servers: Servers, *, rounds: int, messages: int) -> Rates:
    """Messages per second of each measurement, one number for each round.

    A product and its limits run close together, in the opposite order in every other round, so
    that noise of the machine meets both. Raises WrongResult.
    """
    measurements = _measurements(servers)
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
    return found
