"""Looks for the settings with which django-post_office is fastest here.

python -m bench.tuning [--messages 2000] [--kilobytes 5] [--rounds 1]
"""

import argparse
import importlib
from itertools import product
from statistics import median

from bench.__main__ import set_up
from bench.servers import Servers, running

BATCH_SIZES = (100, 5000)
PROCESSES = (1, 2)
THREADS = (1, 2, 5, 10)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.tuning", description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kilobytes", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    with running() as servers:
        set_up(servers)
        for rate, settings in _ranked(servers, chosen):
            print(f"{rate:8,.0f}/s  {settings}")


def _ranked(servers: Servers, chosen: argparse.Namespace) -> list[tuple[float, object]]:
    """The median rate of each combination, the fastest first."""
    # the modules of rows can be imported only once Django is set up
    peer = importlib.import_module("bench.peers.post_office")
    tried = [peer.AS_IT_COMES]
    for size, processes, threads in product(BATCH_SIZES, PROCESSES, THREADS):
        tried.append(peer.Settings(size, threads, 0, processes))
    rates: dict[object, list[float]] = {one: [] for one in tried}
    for _ in range(chosen.rounds):
        for one in tried:
            values = {"kilobytes": chosen.kilobytes, "using": one}
            seconds = peer.send(servers.sink, chosen.messages, **values)
            rates[one].append(chosen.messages / seconds)
    return sorted(((median(some), one) for one, some in rates.items()), key=_rate, reverse=True)


def _rate(pair: tuple[float, object]) -> float:
    return pair[0]


if __name__ == "__main__":
    main()
