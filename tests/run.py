"""Runs every check and every test, in the order in which a mistake is cheapest to find; the two
databases' tests beside one another, for most of them wait.

python -m tests.run [--only check|real|embedded] [-- options of pytest]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet

from tests import copying
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STAGES = ("check", "real", "embedded")
# What rests on the database's ways runs on the embedded one as well: what is claimed, locked, in one
# transaction, kept by a trigger, cut short by a kill, and each module that asks for the vendor.
# Pages, forms, protocols and what touches no database run once.
EMBEDDED = (
    "tests/test_whole_way.py",
    "tests/test_emptying.py",
    *(
        f"tests/workers/test_{name}.py"
        for name in (
            "ahead",
            "changes",
            "concurrency",
            "crashes",
            "deleted_aliases",
            "dispatcher",
            "instances",
            "kills",
            "large_mailboxes",
            "many_changes",
            "nodes",
            "process_outages",
            "retention",
            "retriever",
            "sick_among_healthy",
            "stages",
            "turn",
            "watcher",
        )
    ),
    "tests/activities/hooks/test_delivering.py",
    "tests/activities/queues/test_placing.py",
    "tests/activities/queues/test_working.py",
    "tests/activities/queues/test_transferring.py",
    "tests/activities/reading/test_search.py",
    "tests/activities/stages",
    "tests/activities/test_files.py",
    "tests/activities/test_holding.py",
    "tests/activities/test_regrouping.py",
    "tests/activities/test_sending_list.py",
    "tests/activities/test_states.py",
    "tests/activities/test_working.py",
    "tests/activities/threads/test_stored.py",
    "tests/activities/workflows/test_publishing.py",
    "tests/departments/test_bulk.py",
    "tests/departments/test_guard.py",
    "tests/departments/test_paging.py",
    "tests/departments/test_vault.py",
    "tests/departments/test_written_once.py",
)
# Worker processes of each: more than cores, as they wait for servers.
WORKERS = {"real": 3, "embedded": 2}
# So few failures of a run on a busy machine are looked at once more, without its neighbours.
FEW = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=STAGES)
    parser.add_argument("options", nargs="*")
    chosen = parser.parse_args()
    if not chosen.only:
        return _all(chosen.options)
    with tempfile.TemporaryDirectory(prefix="mailcenter-test-") as folder:
        Path(folder).chmod(0o755)
        environment = _environment(Path(folder))
        begun = time.monotonic()
        _stage(chosen.only, Path(folder), environment, chosen.options)
        print(f"=== {chosen.only}: passed in {time.monotonic() - begun:.0f} s", flush=True)
    return 0


def _all(options: list[str]) -> int:
    """Each stage in a process of its own; what the embedded one says comes after the real one's."""
    command = [sys.executable, "-m", "tests.run", "--only"]
    if subprocess.run([*command, "check"], cwd=ROOT, check=False).returncode:
        return 1
    with tempfile.TemporaryFile("w+") as said:
        embedded = subprocess.Popen(
            [*command, "embedded", "--", *options], cwd=ROOT, stdout=said, stderr=said
        )
        try:
            real = subprocess.run([*command, "real", "--", *options], cwd=ROOT, check=False)
        finally:
            failed = embedded.wait()
            said.seek(0)
            shutil.copyfileobj(said, sys.stdout)
    return int(bool(real.returncode or failed))


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not _ours(name)}
    return kept | {
        "MAILCENTER_SECRET_KEY": "tests only: " + "x" * 40,
        "MAILCENTER_CRYPT_KEYS": Fernet.generate_key().decode(),
        "MAILCENTER_VAR": str(folder / "var"),
        "MAILCENTER_LOG_LEVEL": "WARNING",
    }


def _ours(name: str) -> bool:
    return name.startswith("MAILCENTER_") or name in {"DATABASE_URL", "REDIS_URL"}


def _stage(stage: str, folder: Path, environment: dict[str, str], options: list[str]) -> None:
    if stage == "check":
        _check(environment)
    elif stage == "real":
        with _postgres_and_redis(folder) as (urls, migrated):
            _migrate(environment | {"DATABASE_URL": migrated})
            named = {copying.VARIABLE: migrated.rpartition("/")[2]}
            _pytest(stage, folder, environment | urls | named, options)
    else:
        file = folder / "migrated.sqlite3"
        _migrate(environment | {"DATABASE_URL": f"sqlite:///{file}"})
        named = {copying.VARIABLE: str(file)}
        some = [*EMBEDDED, "-m", "not browser", *options]
        _pytest(stage, folder, environment | named, some)


@contextmanager
def _postgres_and_redis(folder: Path) -> Iterator[tuple[dict[str, str], str]]:
    with Postgres(folder) as postgres, Valkey(folder) as valkey:
        urls = {"DATABASE_URL": postgres.create("mailcenter"), "REDIS_URL": valkey.url}
        yield urls, postgres.create("migrated")


def _migrate(environment: dict[str, str]) -> None:
    _run([sys.executable, "manage.py", "migrate", "-v", "0", "--skip-checks"], environment)


def _check(environment: dict[str, str]) -> None:
    manage = [sys.executable, "manage.py"]
    production = environment | {"MAILCENTER_HTTPS": "1"}
    _run([str(BIN / "ruff"), "format", "--check", "--quiet", "."], environment)
    _run([str(BIN / "ruff"), "check", "--quiet", "."], environment)
    _run([str(BIN / "lint-imports"), "--no-cache"], environment, quiet=True)
    _run([str(BIN / "mypy"), "."], environment)
    _run([*manage, "makemigrations", "--check", "--dry-run"], environment, quiet=True)
    _run([*manage, "check", "--deploy", "--fail-level", "WARNING"], production, quiet=True)


def _pytest(stage: str, folder: Path, environment: dict[str, str], options: list[str]) -> None:
    cache = folder / stage
    command = [sys.executable, "-m", "pytest", "-q", "-o", f"cache_dir={cache}", *options]
    if not _fails([*command, "-n", str(WORKERS[stage]), "--dist", "loadgroup"], environment):
        return
    failed = _failed(cache)
    if not 0 < len(failed) <= FEW:
        raise SystemExit(1)
    print(f"=== {len(failed)} failed beside others; alone:", flush=True)
    _run([*command, "--last-failed", "--last-failed-no-failures", "none"], environment)
    print("=== passed only alone, look into why:", *failed, sep="\n", flush=True)


def _failed(cache: Path) -> list[str]:
    noted = cache / "v" / "cache" / "lastfailed"
    return sorted(json.loads(noted.read_text())) if noted.exists() else []


def _fails(command: list[str], environment: dict[str, str]) -> bool:
    print("$", *[Path(command[0]).name, *command[1:]], flush=True)
    return bool(subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode)


def _run(command: list[str], environment: dict[str, str], *, quiet: bool = False) -> None:
    print("$", *[Path(command[0]).name, *command[1:]], flush=True)
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=quiet, check=False)
    if done.returncode:
        if quiet:
            print(done.stdout.decode(), done.stderr.decode(), sep="\n", flush=True)
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
