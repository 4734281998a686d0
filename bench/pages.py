"""Measures the console's lists and its dashboard on few rows and on many, the two in turn.

python -m bench.pages [--rows 1000000] [--gets 9] [--only activities] [--output FILE]
"""

import argparse
import importlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from tests.servers.postgres import Postgres

GETS = 9
FEW, MANY = "pages_few", "pages_many"
SIZES = ("few", "many")
ACTIVITIES = "/console/activities/activity/"
SENDING = "/console/activities/recipient/"
QUEUED = "/console/activities/queuedactivity/"
EXCEPTIONS = "/console/activities/exceptionactivity/"
CASES = "/console/activities/case/"
ALIASES = "/console/aliases/alias/"
# {queue}, {department} and {last} are filled in for each person and size.
PAGES = {
    "dashboard": "/console/",
    "dashboard, part": "/console/board/",
    "aliases": ALIASES,
    "aliases, search": f"{ALIASES}?q=mail7",
    "aliases, failing": f"{ALIASES}?problem=failing",
    "aliases, department": f"{ALIASES}?department={{department}}",
    "aliases, by last retrieved": f"{ALIASES}?o=-5",
    "aliases, by waiting": f"{ALIASES}?o=-7",
    "aliases, last page": f"{ALIASES}?p={{last}}",
    "activities": ACTIVITIES,
    "activities, second page": f"{ACTIVITIES}?p={{second}}",
    "activities, outbound": f"{ACTIVITIES}?direction__exact=outbound",
    "activities, dropped": f"{ACTIVITIES}?decided__dropped__exact=1",
    "activities, department": f"{ACTIVITIES}?department={{department}}",
    "activities, by subject": f"{ACTIVITIES}?o=2",
    "activities, rare word": f"{ACTIVITIES}?q=xylophone",
    "activities, frequent word": f"{ACTIVITIES}?q=parcel",
    "activities, two words": f"{ACTIVITIES}?q=parcel+xylophone",
    "sending": SENDING,
    "sending, deferred": f"{SENDING}?state__exact=deferred",
    "sending, every": f"{SENDING}?state__exact=every",
    "sending, by age": f"{SENDING}?o=5",
    "sending, search": f"{SENDING}?q=customer4",
    "mail in queues": QUEUED,
    "one queue": f"{QUEUED}?queue={{queue}}",
    "one queue, closed": f"{QUEUED}?queue={{queue}}&state=closed",
    "mail in queues, word": f"{QUEUED}?q=parcel",
    "queues": "/console/activities/queue/",
    "cases": CASES,
    "cases, open": f"{CASES}?status__exact=new",
    "cases, search": f"{CASES}?q=order+4",
    "exceptions": EXCEPTIONS,
    "exceptions, every": f"{EXCEPTIONS}?state=every",
    "failed messages": "/console/activities/failedmessage/",
    "incidents": "/console/aliases/incident/",
    "monitors": "/console/aliases/monitor/",
    "jobs": "/console/aliases/job/",
}
# On 100 rows these show a few of them only: they are measured against the whole list.
AGAINST = {
    "aliases, search": "aliases",
    "aliases, failing": "aliases",
    "activities, outbound": "activities",
    "activities, rare word": "activities",
    "activities, frequent word": "activities",
    "activities, two words": "activities",
    "sending, deferred": "sending",
    "sending, search": "sending",
    "mail in queues": "activities",
    "one queue": "activities",
    "one queue, closed": "activities",
    "mail in queues, word": "activities",
    "cases, search": "cases",
    "exceptions": "activities",
    "exceptions, every": "activities",
}
# The bars: fewer queries than these, and by the clock no more than so many times the page of few rows.
QUERIES, RATIO = 15, 1.5
PEOPLE = ("administrator", "member", "clerk")


def measure(
    postgres: Postgres, *, activities: int, gets: int = GETS, only: str = ""
) -> dict[str, Any]:
    """Each page for each person: queries and median seconds on few rows, on many, and their ratio.

    Makes two databases in the cluster. Needs Django set up on another one, and migrated.
    """
    from django.db import connection

    many = importlib.import_module("bench.many")
    here = connection.settings_dict["NAME"]
    try:
        for name, size in ((FEW, many.FEW), (MANY, many.full(activities))):
            _copy(here, name)
            with _using(name):
                many.fill(size)
        found = {
            f"{title} ({person})": measured(person, title, gets)
            for title in PAGES
            for person in PEOPLE
            if only in title
        }
    finally:
        _switch(here)
    return found


def measured(person: str, title: str, gets: int) -> dict[str, Any]:
    """The two sizes in turn, so that a busy machine is busy for both."""
    urls = {FEW: PAGES[AGAINST.get(title, title)], MANY: PAGES[title]}
    took: dict[str, list[tuple[float, float, int]]] = {FEW: [], MANY: []}
    for turn in range(gets + 1):
        for name, seen in took.items():
            with _using(name):
                one = _get(person, _filled(urls[name], person, name))
                # the first fills caches
                if turn:
                    seen.append(one)
    few, many = ([statistics.median(one) for one in zip(*took[name], strict=True)] for name in took)
    return {
        "queries": int(many[2]),
        "few": round(few[0], 4),
        "many": round(many[0], 4),
        "ratio": round(many[0] / few[0], 2),
        "few_cpu": round(few[1], 4),
        "many_cpu": round(many[1], 4),
        "ratio_cpu": round(many[1] / few[1], 2),
    }


def _get(person: str, url: str) -> tuple[float, float, int]:
    """The seconds of one answer, those of the processor, ours and the database's, and its queries.

    Raises:
        RuntimeError: the answer is not the page.
    """
    from django.db import connection

    client, counted = _client(person), 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        begun, busy = time.perf_counter(), _cpu()
        answer = client.get(url)
        took, worked = time.perf_counter() - begun, _cpu() - busy
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    return took, worked, counted


def _cpu() -> float:
    """Seconds of the processor that this process and its database backend have used."""
    from django.db import connection

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    nanoseconds = Path(f"/proc/{backend}/schedstat").read_text().split()[0]
    return time.process_time() + int(nanoseconds) / 1e9


_clients: dict[tuple[str, str], Any] = {}


def _client(person: str) -> Any:
    from django.db import connection
    from django.test import Client

    from departments.models import User

    key = (connection.settings_dict["NAME"], person)
    if key not in _clients:
        _clients[key] = Client()
        _clients[key].force_login(User.objects.get(username=person))
    return _clients[key]


def _filled(url: str, person: str, name: str) -> str:
    from activities.models import Queue
    from aliases.models import Alias
    from departments.models import User

    user = User.objects.get(username=person)
    alias = Alias.objects.visible_to(user).order_by("pk")[0]
    queue = Queue.objects.get(department=alias.department_id, is_default=True)
    pages = -(-Alias.objects.visible_to(user).count() // 100)
    return url.format(
        queue=queue.pk,
        department=alias.department_id,
        last=pages,
        second=2 if name == MANY else 1,
    )


@contextmanager
def _using(name: str) -> Iterator[None]:
    _switch(name)
    yield


def _switch(name: str) -> None:
    """Points Django's connection at another database; both stay open."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    if before == name:
        return
    _open[str(before)] = connection.connection
    connection.settings_dict["NAME"] = name
    connection.connection = _open.pop(name, None)


_open: dict[str, Any] = {}


def _copy(database: str, name: str) -> None:
    from django.db import connection

    connection.close()
    _switch("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{database}"')
    connection.close()
    _switch(database)


def table(found: dict[str, Any]) -> str:
    """Milliseconds by the clock, and of the processor in brackets."""
    lines = [f"{'page':44} {'queries':>7} {'few':>15} {'many':>15} {'ratio':>12}"]
    for name, one in found.items():
        few, many = (f"{one[size] * 1000:.0f} ({one[size + '_cpu'] * 1000:.0f})" for size in SIZES)
        ratio = f"{one['ratio']:.2f} ({one['ratio_cpu']:.2f})"
        missed = "" if one["queries"] < QUERIES and one["ratio"] <= RATIO else "  MISSED"
        lines.append(f"{name:44} {one['queries']:7} {few:>15} {many:>15} {ratio:>12}{missed}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="activities")
    parser.add_argument("--gets", type=int, default=GETS)
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    parser.add_argument("--output", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mailcenter-pages-") as name:
        folder = Path(name)
        # the server's own user must get in
        folder.chmod(0o755)
        with Postgres(folder) as postgres:
            _set_up(postgres, folder)
            found = measure(postgres, activities=chosen.rows, gets=chosen.gets, only=chosen.only)
    if chosen.output:
        chosen.output.write_text(json.dumps(found, indent=2) + "\n")
    print(table(found))


def _set_up(postgres: Postgres, folder: Path) -> None:
    """Django on an empty database of this cluster; the environment's own settings are left out."""
    for one in [one for one in os.environ if one.startswith("MAILCENTER_")]:
        del os.environ[one]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "mailcenter.settings",
        "DATABASE_URL": postgres.create("bench"),
        "MAILCENTER_VAR": str(folder / "var"),
        "MAILCENTER_SECRET_KEY": Fernet.generate_key().decode(),
        "MAILCENTER_CRYPT_KEYS": Fernet.generate_key().decode(),
        "MAILCENTER_LOG_LEVEL": "WARNING",
        "MAILCENTER_HOSTS": "testserver",
        "MAILCENTER_WATCH": "false",
    }
    import django
    from django.conf import settings
    from django.core.management import call_command

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
