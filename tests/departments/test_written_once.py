"""Histories, tests and attempts: the database itself refuses to change or delete them (P51)."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from simple_history.models import HistoricalChanges

from activities import reports
from activities.models import Attempt, ExceptionActivity, Outcome, Worked
from departments import guard, trials, written_once
from departments.models import Department, Membership, Team, Trial, User
from departments.written_once import Once, purging
from exceptions.models import DeliveryException
from exceptions.predefined import predefined
from tests.mailcenter.people import staff
from tests.mailcenter.rows import fill

ONCE = sorted(
    (one for one in apps.get_models() if issubclass(one, Once)), key=lambda one: one._meta.label
)


def execute(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def refused(sql: str) -> bool:
    try:
        execute(sql)
    except IntegrityError as error:
        return "neither changed nor deleted" in str(error)
    return False


@pytest.fixture
def everything(root: Department, make_alias) -> None:
    """A row in every such table."""
    rows = fill(root, make_alias, "camel")
    trials.note(rows[User], "incoming", about="camel").end("passed")
    guard.confirm(rows[User])
    reports.note(rows[ExceptionActivity], rows[User], Worked.What.DONE, "camel")
    Attempt.objects.update(outcome=Outcome.SENT)
    group = rows[User].groups.model.objects.get(name="camel group")
    rows[User].groups.add(group)
    for model in ONCE:
        if not model.objects.exists():
            model.objects.bulk_create([any_row(model)])


def any_row(model: type[Model]) -> Model:
    """Something in every column that must have something; histories refer to rows that may be gone."""
    now = timezone.now()
    samples = {
        "DateTimeField": now,
        "BooleanField": False,
        "JSONField": {},
        "BinaryField": b"x",
        "DateField": now.date(),
    }
    values = {}
    for column in model._meta.concrete_fields:
        if not column.null and not column.has_default() and not column.primary_key:
            kind = column.get_internal_type()
            there = column.related_model and column.related_model.objects.first()
            if there is not None:
                values[column.attname] = there.pk
                continue
            values[column.attname] = samples.get(
                kind, 1 if "Integer" in kind or "Key" in kind else "x"
            )
    return model(**values)


def test_every_history_takes_part():
    histories = {one for one in apps.get_models() if issubclass(one, HistoricalChanges)}
    assert len(histories) >= 10
    assert histories < set(ONCE)
    assert {Trial, Attempt} < set(ONCE)


def test_neither_update_nor_delete_gets_through(everything, subtests):
    for model in ONCE:
        with subtests.test(model._meta.label):
            table, key = model._meta.db_table, model._meta.pk.column
            before = list(model.objects.order_by("pk").values())
            assert before
            assert refused(f"UPDATE {table} SET {key} = {key}")
            assert refused(f"DELETE FROM {table}")
            assert list(model.objects.order_by("pk").values()) == before


def test_a_purge_may_delete_and_leaves_the_door_closed(everything, subtests):
    for model in ONCE:
        with subtests.test(model._meta.label):
            number = model.objects.count()
            with purging():
                assert execute(f"DELETE FROM {model._meta.db_table} WHERE 1 = 1") == number > 0
            trials.note(None, "incoming", about="after the purge")
            assert refused("DELETE FROM departments_trial")


def test_a_purge_that_fails_leaves_the_door_closed(everything):
    before = Trial.objects.count()
    with pytest.raises(IntegrityError), purging():
        execute("INSERT INTO departments_trial SELECT * FROM departments_trial")
    assert Trial.objects.count() == before
    assert refused("DELETE FROM departments_trial")


def test_only_the_result_of_a_test_is_added_and_only_once(root):
    trial = trials.note(staff("clerk", root), "incoming", about="camel")
    assert refused("UPDATE departments_trial SET about = 'zebra'")
    assert refused("UPDATE departments_trial SET about = 'zebra', outcome = 'passed'")
    trial.end("passed")
    trial.end("failed")
    assert Trial.objects.get().outcome == "passed"
    assert refused("UPDATE departments_trial SET outcome = 'failed'")


def test_a_person_can_be_deleted_and_stays_in_the_history(console, root):
    clerk = staff("clerk", root)
    trials.note(clerk, "incoming", about="camel")
    sales = Department(partition=root.partition, parent=root, name="sales")
    sales._history_user = clerk
    sales.save()
    team = Team.objects.create(department=root, name="Night")
    team.members.add(clerk)
    clerk.delete()
    assert (sales.history.get().who, sales.history.get().history_user) == ("clerk", None)
    assert Trial.objects.get().who == "clerk"
    assert Membership.history.filter(history_type="-").count() == 1
    page = console.get(f"/console/departments/department/{sales.pk}/history/")
    assert "Made by clerk" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_flush_empties_all_tables_and_keeps_the_door_closed(everything):
    call_command("flush", interactive=False)
    # The phrases of the system come back at once, as after any migration.
    loaded = DeliveryException.history.model
    assert not any(one.objects.exists() for one in ONCE if one is not loaded)
    assert loaded.objects.count() == len(predefined())
    trials.note(None, "incoming", about="after the flush")
    assert refused("DELETE FROM departments_trial")


@pytest.mark.django_db(transaction=True)
def test_triggers_that_are_gone_come_back_with_the_next_migration(root):
    written_once.unprotect(None, plan=["a migration"])
    assert not refused("UPDATE departments_historicaldepartment SET history_id = history_id")
    call_command("migrate", verbosity=0)
    assert refused("UPDATE departments_historicaldepartment SET history_id = history_id")
