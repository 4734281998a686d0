"""Plays the outages and prints the table.

python -m bench.outages [--only servers|processes]
"""

import argparse
import importlib

from bench.__main__ import set_up
from bench.servers import running

PARTS = ("servers", "processes")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.outages", description=__doc__)
    parser.add_argument("--only", choices=PARTS)
    chosen = parser.parse_args()
    with running() as servers:
        set_up(servers)
        # the modules of rows can be imported only once Django is set up
        parts = [importlib.import_module(f"bench.outages.{one}") for one in PARTS]
        installation = importlib.import_module("bench.outages.installation")
        told = importlib.import_module("bench.outages.told")
        with installation.started(servers) as place:
            wanted = [one for one in parts if not chosen.only or one.__name__.endswith(chosen.only)]
            rows = [row for part in wanted for row in part.play(place)]
    print(told.table(rows), flush=True)


if __name__ == "__main__":
    main()
