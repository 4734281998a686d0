"""A new database for each run of a peer, on the PostgreSQL of the bench.

Peers are strangers: they are given no table of ours.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from psycopg.sql import SQL, Identifier

from bench.peers.errors import PeerMissing

Session = psycopg.Connection[Any]


@contextmanager
def fresh(name: str, migrate: Callable[[str], object]) -> Iterator[str]:
    """The URL of a database that is dropped afterwards.

    Args:
        migrate: makes a peer's tables in the database whose URL it is given; called once for each
            name, as later databases are copies of the first.

    Raises:
        PeerMissing: our own database is no PostgreSQL.
    """
    # tests run side by side on one server
    template, copy = (f"peer_{name}_{kind}_{os.getpid()}" for kind in ("template", "copy"))
    with psycopg.connect(_url("postgres"), autocommit=True) as session:
        if not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).rowcount:
            _create(session, template)
            try:
                migrate(_url(template))
            except BaseException:
                _drop(session, template)
                raise
        _create(session, copy, template)
        try:
            yield _url(copy)
        finally:
            _drop(session, copy)


def _create(session: Session, name: str, template: str = "template1") -> None:
    words = SQL("CREATE DATABASE {} TEMPLATE {}")
    session.execute(words.format(Identifier(name), Identifier(template)))


def _drop(session: Session, name: str) -> None:
    session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _url(database: str) -> str:
    values = settings.DATABASES["default"]
    if not values["ENGINE"].endswith("postgresql"):
        raise PeerMissing("a peer with tables needs PostgreSQL, which our own database is not")
    user = quote(values["USER"]) + (f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else "")
    return f"postgres://{user}@{values['HOST']}:{values['PORT']}/{database}"
