"""Rows by the million, made by PostgreSQL itself from one row of each kind. Needs Django set up."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection, models
from django.utils import timezone

from activities.models import Activity, Case, Recipient
from aliases.incidents.models import Incident, Kind
from aliases.jobs import Job
from aliases.models import Alias
from bench.rows import new_alias
from departments.first import root_department
from departments.models import Department, Membership, User

DEPARTMENTS = 40
DAYS = 100
# The member's department has a quarter of all mail, the clerk's one of fifty.
MEMBER, CLERK, ADMINISTRATOR = "member", "clerk", "administrator"
# One text in a hundred thousand has the first, every second one the other.
RARE, FREQUENT = "xylophone", "parcel"

TEXT = f"""concat_ws(' ', 'Hello, about order', n, CASE WHEN n % 2 = 0 THEN '{FREQUENT}' END,
    CASE WHEN n % 100000 = 7 THEN '{RARE}' END, repeat(md5(n::text) || ' delivery invoice ', 12))"""

MADE = """(SELECT n, alias.id AS alias, alias.department_id AS department, alias.address,
    (SELECT id FROM activities_queue WHERE is_default AND department_id = alias.department_id) AS queue,
    (SELECT id FROM activities_queue WHERE exceptions AND department_id = alias.department_id) AS returned
    FROM generate_series(1, {total}) AS n JOIN aliases_alias AS alias ON alias.id = {alias}) AS made"""

# As `index_words` makes them, at once.
WORDS = """INSERT INTO activity_words SELECT id, mailcenter_words(
    subject, sender, "to", cc, message_id, text) FROM activities_activity"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; ``departments`` is over how many the aliases are spread."""

    aliases: int
    activities: int
    waiting: int
    departments: int = 1


FEW = Size(100, 100, 100)


def full(activities: int) -> Size:
    """The proportions of the bar: 10,000 aliases and 100,000 waiting for a million."""
    return Size(max(activities // 100, 100), activities, activities // 10, DEPARTMENTS)


def fill(size: Size) -> None:
    """Into an empty database: an administrator, two members of one department each, and all the rows."""
    departments = _departments()
    User.objects.create_superuser(ADMINISTRATOR, f"{ADMINISTRATOR}@lab.test")
    _person(MEMBER, departments[0])
    _person(CLERK, departments[size.departments // 8])
    _aliases(departments, size)
    _jobs()
    _incidents()
    with connection.cursor() as cursor:
        # Neither foreign keys nor words row by row: both are right by themselves.
        cursor.execute("SET session_replication_role = replica")
        with _without_indexes(cursor, "activities_case", "activities_activity"):
            _activities(size)
        with _without_indexes(cursor, "activity_words"):
            cursor.execute(WORDS)
        with _without_indexes(cursor, "activities_recipient"):
            _recipients(size)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _without_indexes(cursor: Any, *tables: str) -> Iterator[None]:
    """Indexes are made anew afterwards, which takes a fraction; those of constraints stay."""
    cursor.execute(
        """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)
        AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, made in found:
        cursor.execute(made)


def multiply(row: models.Model, number: int, **changed: str) -> None:
    """Makes ``number`` copies of a saved row; ``changed`` are SQL, in which n counts from 1."""
    _insert(row, f"generate_series(1, {number:d}) AS n", changed)
    type(row)._base_manager.filter(pk=row.pk).delete()


def _insert(row: models.Model, source: str, changed: Mapping[str, str]) -> None:
    table = row._meta.db_table
    names = [one.column for one in row._meta.concrete_fields if not one.primary_key]
    values = ", ".join(changed.get(name, f'original."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(  # names and expressions of ours
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS original, {source} "
            f"WHERE original.id = {row.pk:d}"
        )


def _departments() -> list[Department]:
    root = root_department()
    make = Department.objects.create
    return [
        make(partition=root.partition, parent=root, name=f"Department {one}")
        for one in range(DEPARTMENTS)
    ]


def _person(name: str, department: Department) -> None:
    person = User.objects.create_user(name, f"{name}@lab.test", is_staff=True)
    person.user_permissions.set(Permission.objects.all())
    Membership.objects.create(user=person, department=department)


def _aliases(departments: list[Department], size: Size) -> None:
    pks = [one.pk for one in departments[: size.departments]]
    multiply(
        new_alias("original@lab.test", department=departments[0]),
        size.aliases,
        department_id=f"(ARRAY{pks})[1 + (n - 1) % {len(pks)}]",
        name="'Alias ' || n",
        address="'alias' || n || '@lab.test'",
        incoming_host="'mail' || n % 20 || '.lab.test'",
    )


def _jobs() -> None:
    Job.objects.all().delete()
    alias = Alias.objects.order_by("pk")[0]
    for direction in ("retrieve", "dispatch"):
        row = Job.objects.create(alias=alias, direction=direction)
        changed = {
            "alias_id": "other.id",
            "condition": "CASE WHEN other.id % 50 = 3 THEN 'failing' ELSE 'working' END",
            "error": "CASE WHEN other.id % 50 = 3 THEN 'The server is busy.' ELSE '' END",
            "last_success_at": "now() - interval '1 second' * (other.id % 600)",
            "next_due_at": "now() + interval '1 day'",
        }
        _insert(row, f"(SELECT id FROM aliases_alias WHERE id <> {alias.pk:d}) AS other", changed)


def _incidents() -> None:
    """One of a hundred aliases has an open one and one of ten had some; of few, each and each.

    So that the page of few has its hundred rows as well.
    """
    alias, now = Alias.objects.order_by("pk")[0], timezone.now()
    row = Incident.objects.create(
        key="original", kind=Kind.PASSING, alias=alias, department=alias.department,
        direction="retrieve", subject="Alias", words="The server does not answer.",
        opened_at=now, last_at=now,
    )  # fmt: skip
    facts = {
        "alias_id": "other.id",
        "department_id": "other.department_id",
        "subject": "other.name",
    }
    few = Alias.objects.count() <= FEW.aliases
    for every, closed in ((100, "NULL"), (1 if few else 10, "now()")):
        some = f"(SELECT * FROM aliases_alias WHERE id % {every} = {1 % every}) AS other"
        _insert(row, some, facts | {"key": f"'{every}-' || other.id", "closed_at": closed})
    row.delete()


def _activities(size: Size) -> None:
    """Two of three in and one out, over a hundred days; one of a hundred waits in a queue.

    One of twenty-five that came in is an exception, of which one of eight is still to be worked off.
    """
    total = size.activities
    # At least a page of them.
    cases = max(total * 2 // 5, FEW.activities)
    alias = Alias.objects.order_by("pk")[0]
    case = Case.objects.create(department=alias.department, subject="Original")
    at = f"now() - interval '{DAYS} days' * ({cases} - n) / {cases}"
    multiply(
        case, cases, opened_at=at, subject="'Order ' || n",
        department_id=f"(SELECT department_id FROM aliases_alias WHERE id = {_alias(alias, size)})",
    )  # fmt: skip
    first = Case.objects.order_by("pk")[0].pk
    row = Activity.objects.create(case_id=first, department=alias.department, alias=alias)
    outbound = "n % 3 = 0"
    returned = f"NOT ({outbound}) AND n % 25 = 0"
    waits = f"NOT ({outbound}) AND (n % 100 = 1 OR n % 200 = 0)"
    at = f"now() - interval '{DAYS} days' * ({total} - n) / {total}"
    _insert(
        row,
        MADE.format(total=total, alias=_alias(alias, size)),
        {
            "case_id": f"{first} + n % {cases}",
            "alias_id": "made.alias",
            "department_id": "made.department",
            "direction": f"CASE WHEN {outbound} THEN 'outbound' ELSE 'inbound' END",
            "message_id": "n || '.bench@lab.test'",
            "sender": f"'Customer ' || n % {cases} || ' <customer' || n % {cases} || '@c.test>'",
            "sender_address": f"'customer' || n % {cases} || '@c.test'",
            "to": "made.address",
            "subject": "'Your order ' || n",
            "text": TEXT,
            "html": "CASE WHEN n % 3 = 1 THEN repeat('<p>' || md5(n::text) || '</p>', 60) ELSE '' END",
            "at": at,
            "exception": f"CASE WHEN {returned} THEN 'permanent' ELSE '' END",
            "queue_id": f"CASE WHEN {outbound} THEN NULL WHEN {returned} THEN made.returned "
            "ELSE made.queue END",
            "queued_at": at,
            "closed_at": f"CASE WHEN {waits} OR {outbound} THEN NULL ELSE now() END",
            "priority": "1 + n % 5",
        },
    )
    row.delete()


def _alias(first: Alias, size: Size) -> str:
    """A quarter of all mail is of one alias of the member's department; the rest is spread."""
    number = size.aliases
    return f"{first.pk} + CASE WHEN n % 4 = 1 THEN 0 ELSE n % {number} END"


def _recipients(size: Size) -> None:
    """The last outgoing mails wait, one of two hundred failed, the others are sent."""
    some = Activity.objects.order_by("pk")[0]
    row = Recipient.objects.create(
        activity=some, alias=some.alias, department=some.department, address="original@c.test"
    )
    last = Activity.objects.order_by("-pk")[0].pk
    waits = f"made.id > {last - 3 * size.waiting}"
    source = "SELECT * FROM activities_activity"
    if size.activities > 3 * size.waiting:
        source += " WHERE direction = 'outbound'"
    _insert(
        row,
        f"({source}) AS made",
        {
            "activity_id": "made.id",
            "alias_id": "made.alias_id",
            "department_id": "made.department_id",
            "address": "'customer' || made.id || '@c.test'",
            "queued_at": "made.at",
            "state": f"CASE WHEN {waits} THEN CASE WHEN made.id % 7 = 1 THEN 'deferred' "
            "ELSE 'queued' END WHEN made.id % 200 = 0 THEN 'failed' ELSE 'sent' END",
            "next_try_at": f"CASE WHEN {waits} THEN now() END",
            "sent_at": f"CASE WHEN NOT ({waits}) THEN made.at END",
        },
    )
    row.delete()
