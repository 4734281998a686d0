"""Rows that the database itself refuses to change or delete: histories, tests, attempts (P51).

Triggers are made after each migration for every model that says so. docs/decisions/0013 has the rest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from django.apps import apps
from django.db import connections, models, transaction

PREFIX = "kept_"
WORDS = "What was written once is neither changed nor deleted."


class Once(models.Model):
    """Such a row. ``completed_by`` are columns that are filled in later.

    Among them is ``outcome``: once it is not empty, they are fixed as well.
    """

    completed_by: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Dialect:
    """``on`` and ``off`` open and close the way for a purge, until the end of the transaction."""

    differs: str
    prepare: tuple[str, ...]
    trigger: str
    existing: str
    drop: str
    on: str
    off: str


DIALECTS = {
    # Other transactions never see the row of mailcenter_purge: it is gone before the commit.
    "sqlite": Dialect(
        differs="IS NOT",
        prepare=("CREATE TABLE IF NOT EXISTS mailcenter_purge (running INTEGER)",),
        trigger="CREATE TRIGGER {name} BEFORE {event} ON {table} "
        "WHEN ({when}) AND NOT EXISTS (SELECT 1 FROM mailcenter_purge) "
        "BEGIN SELECT RAISE(ABORT, '{words}'); END",
        existing="SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        drop="DROP TRIGGER {name}",
        on="INSERT INTO mailcenter_purge VALUES (1)",
        off="DELETE FROM mailcenter_purge",
    ),
    "postgresql": Dialect(
        differs="IS DISTINCT FROM",
        prepare=(
            "CREATE OR REPLACE FUNCTION mailcenter_kept() RETURNS trigger AS $$ BEGIN "
            "IF current_setting('mailcenter.purge', true) = 'on' THEN RETURN COALESCE(NEW, OLD); "
            f"END IF; RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$ LANGUAGE plpgsql",
        ),
        trigger="CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
        "WHEN ({when}) EXECUTE FUNCTION mailcenter_kept()",
        existing="SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
        drop="DROP TRIGGER {name} ON {table}",
        on="SELECT set_config('mailcenter.purge', 'on', true)",
        off="SELECT set_config('mailcenter.purge', '', true)",
    ),
}


@contextmanager
def purging(using: str = "default") -> Iterator[None]:
    """A transaction in which such rows may be deleted: for retention alone, in small steps."""
    dialect = DIALECTS[connections[using].vendor]
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(dialect.on)
        yield
        cursor.execute(dialect.off)


def wanted(model: type[models.Model], dialect: Dialect) -> dict[str, str]:
    """The triggers of a model's table by name; another rule has another name."""
    table = model._meta.db_table
    found = {}
    for event, when in (("DELETE", "1 = 1"), ("UPDATE", _touched(model, dialect))):
        name = PREFIX + sha256(f"{table} {event} {when}".encode()).hexdigest()[:16]
        found[name] = dialect.trigger.format(
            name=name, event=event, table=table, when=when, words=WORDS
        )
    return found


def _touched(model: type[models.Model], dialect: Dialect) -> str:
    later: tuple[str, ...] = model.completed_by  # type: ignore[attr-defined]  # a Once
    if not later:
        return "1 = 1"
    columns = [one.column for one in model._meta.concrete_fields if one.name not in later]
    changed = [f'OLD."{one}" {dialect.differs} NEW."{one}"' for one in columns]
    return " OR ".join(["OLD.outcome <> ''", *changed])


def protect(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Makes the triggers that are missing; called after migrations, when all tables are there."""
    connection = connections[using]
    dialect = DIALECTS[connection.vendor]
    tables = set(connection.introspection.table_names())
    once = [one for one in apps.get_models() if issubclass(one, Once)]
    rules = [wanted(one, dialect) for one in once if one._meta.db_table in tables]
    with connection.cursor() as cursor:
        there = _there(cursor, dialect)
        missing = [sql for one in rules for name, sql in one.items() if name not in there]
        for sql in (*dialect.prepare, *missing) if missing else ():
            cursor.execute(sql)


def unprotect(sender: Any, using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    """Before migrations: no column can go that a trigger names."""
    if not plan:
        return
    dialect = DIALECTS[connections[using].vendor]
    with connections[using].cursor() as cursor:
        for name, table in _there(cursor, dialect).items():
            cursor.execute(dialect.drop.format(name=name, table=table))


def _there(cursor: Any, dialect: Dialect) -> dict[str, str]:
    cursor.execute(dialect.existing)
    return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}
