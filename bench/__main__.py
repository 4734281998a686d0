"""Measures how fast mail comes in and goes out, and writes the results.

python -m bench [--rounds 5] [--messages 2000] [--only send] [--ours] [--output bench/results.json]
"""

import argparse
import gc
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from cryptography.fernet import Fernet
from django.core.management import call_command

from bench import figures, machine
from bench.servers import Servers, running

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    chosen = _arguments()
    with running() as servers:
        set_up(servers)
        # the modules of rows can be imported only once Django is set up
        rounds = importlib.import_module("bench.rounds")
        numbers = {"rounds": chosen.rounds, "messages": chosen.messages}
        found = {"machine": machine.described(servers)} | numbers

        def keep(course: Any) -> None:
            written = found | figures.results(course.figures, course.left_out)
            chosen.output.write_text(json.dumps(written, indent=2) + "\n")

        course = rounds.Course(keep=keep)
        rounds.measure(servers, course, **numbers, only=chosen.only, ours=chosen.ours)
    print(figures.table(found | figures.results(course.figures, course.left_out)))
    if course.wrong:
        sys.exit(f"Wrong results: {', '.join(course.wrong)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=_at_least_one, default=5)
    parser.add_argument("--messages", type=_at_least_one, default=2000)
    parser.add_argument(
        "--only",
        default="",
        help="measurements whose name has this in it, or one of these: tick,poll",
    )
    parser.add_argument("--ours", action="store_true", help="without the peers")
    parser.add_argument("--output", type=Path, default=RESULTS)
    return parser.parse_args()


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def set_up(servers: Servers) -> None:
    """Point the settings at the servers, start Django and make the tables.

    The environment's own settings are left out: a measurement must never touch a real database.
    """
    for name in [name for name in os.environ if name.startswith("MAILCENTER_")]:
        del os.environ[name]
    folder = servers.postgres.folder.parent
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "mailcenter.settings",
        "DATABASE_URL": servers.postgres.create("bench"),
        "REDIS_URL": servers.valkey.url,
        "MAILCENTER_VAR": str(folder / "var"),
        "MAILCENTER_SECRET_KEY": Fernet.generate_key().decode(),
        "MAILCENTER_CRYPT_KEYS": Fernet.generate_key().decode(),
        "MAILCENTER_LOG_LEVEL": "WARNING",
    }
    django.setup()
    call_command("migrate", verbosity=0)
    # as each worker does when it has started
    gc.freeze()


if __name__ == "__main__":
    main()
