"""What every test has: a database file of its own, real servers on demand, loopback only."""

import gc
import ipaddress
import os
import sys
from typing import Any

import pytest

pytest_plugins = [
    "tests.servers.fixtures",
    "tests.stock",
    "tests.mailcenter.people",
    "tests.contacts.samples",
]

# Playwright runs an event loop in the test's thread; the tests' own queries are wanted there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

SLOW = ("tests/workers/", "tests/mailcenter/")


def _loopback_only(event: str, arguments: tuple) -> None:
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = str(arguments[1][0]).partition("%")[0]
    if not ipaddress.ip_address(host).is_loopback:
        raise PermissionError(f"A test tried to connect to {host}: tests use loopback only.")


sys.addaudithook(_loopback_only)


def pytest_configure() -> None:
    """Pages are rendered without collecting and fingerprinting the static files first."""
    from django.conf import settings

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    # It would tell of incidents from a thread that outlives the test.
    settings.WATCH = False
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, tmp_path_factory) -> bool:
    """SQLite in a file: worker processes and threads of a test see what the test sees."""
    from django.conf import settings

    from tests import copying

    return copying.copied(settings.DATABASES["default"], tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Any:
    """What tests leave behind is taken away faster than by Django's flush."""
    from tests import emptying

    with django_db_blocker.unblock():
        return emptying.instead_of_flush()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones begin first, so that no core waits for them at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.sharing import Sharing

    return Sharing(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: the collector need not look at it."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Left-over objects go before the summary parses modules: finalisers within that break Python
    3.11 off (its issue 106905)."""
    gc.collect()
