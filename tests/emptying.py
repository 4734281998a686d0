"""Empties the database after a test that committed: what has rows, not each of 150 tables.

Django's flush truncates them all and makes rights, groups and phrases anew: 0.3-1 s a test. Here
these are compared with what they were when the tests began, and the rest is deleted.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.test import TransactionTestCase

from departments.written_once import purging

BEGUN = "begun_"
SAME = (
    "(SELECT count(*) FROM {table}) = (SELECT count(*) FROM {begun}) "
    "AND NOT EXISTS (SELECT * FROM {table} EXCEPT SELECT * FROM {begun})"
)


class Beginning:
    """The rows that a new database has, to come back to."""

    def __init__(self) -> None:
        self._tables = _tables()
        self._begun = [
            table for table, there in self._ask("EXISTS (SELECT 1 FROM {table})") if there
        ]
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self._begun:
                cursor.execute(f"CREATE TABLE {_kept(table)} AS SELECT * FROM {table}")

    def restore(self) -> None:
        """Delete what came since, and bring back what was changed."""
        filled = [table for table, there in self._ask("EXISTS (SELECT 1 FROM {table})") if there]
        same = {table for table, equal in self._ask(SAME, self._begun) if equal}
        with _unguarded(), connection.cursor() as cursor:
            for table in filled:
                if table not in same:
                    cursor.execute(f"DELETE FROM {table}")
            for table in set(self._begun) - same:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM {_kept(table)}")

    def _ask(self, question: str, tables: list[str] | None = None) -> Iterator[tuple[str, bool]]:
        tables = self._tables if tables is None else tables
        asked = [question.format(table=table, begun=_kept(table)) for table in tables]
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(asked))
            return zip(tables, cursor.fetchone(), strict=True)


def _kept(table: str) -> str:
    return BEGUN + table


def _tables() -> list[str]:
    if connection.vendor != "postgresql":
        return sorted(connection.introspection.django_table_names(only_existing=True))
    names = connection.introspection.table_names()
    return sorted(name for name in names if name != "django_migrations")


@contextmanager
def _unguarded() -> Iterator[None]:
    """A transaction without foreign keys and triggers."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
        return
    connection.disable_constraint_checking()
    try:
        with purging():
            yield
    finally:
        connection.enable_constraint_checking()


def instead_of_flush() -> Beginning:
    """From now on tests that commit are followed by this. The database is as it was made."""
    beginning = Beginning()

    def restore(case: TransactionTestCase) -> None:
        beginning.restore()

    TransactionTestCase._fixture_teardown = restore
    return beginning
