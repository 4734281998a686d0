"""What the system makes of an alias, in the list of aliases; trying again; assigning many."""

import pytest
from django.test import Client
from django.utils import timezone

from aliases.columns import BY_THE_SYSTEM, status_of
from aliases.conditions import Condition
from aliases.directions import Direction
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from aliases.models import Alias
from departments.models import Partition
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff, stored

LIST = "/console/aliases/alias/"
BULK = f"{LIST}bulk/assign/"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def busy(root) -> ServiceInstance:
    return ServiceInstance.objects.create(
        partition=root.partition, direction="retrieve", name="Busy ones"
    )


def troubled(alias: Alias, condition: Condition, direction: str = "retrieve") -> None:
    Job.objects.filter(alias=alias, direction=direction).update(condition=condition, failures=3)


def listed(console: Client, query: str) -> set[str]:
    return {one.address for one in console.get(f"{LIST}?{query}").context["cl"].result_list}


def job(alias: Alias, direction: Direction = Direction.RETRIEVE) -> Job:
    return Job.objects.get(alias=alias, direction=direction)


@pytest.mark.parametrize("condition", BY_THE_SYSTEM)
@pytest.mark.parametrize("direction", Direction)
def test_the_status_says_what_the_system_has_made_of_it(console, alias, condition, direction):
    troubled(alias, condition, direction)
    assert BY_THE_SYSTEM[condition] in body(console.get(LIST))
    assert listed(console, f"condition={condition}") == {alias.address}
    assert listed(console, "condition=working") == set()


def test_what_people_made_inactive_is_inactive_and_nothing_else(console, alias) -> None:
    troubled(alias, Condition.STOPPED)
    Alias.objects.update(status="inactive")
    assert status_of(Alias.objects.with_jobs().get()) == "Inactive"
    assert listed(console, "condition=stopped") == set()


def test_one_without_a_retriever_says_so(console, alias, make_alias) -> None:
    make_alias("else@lab.test")
    Alias.objects.filter(pk=alias.pk).update(retriever=None)
    assert "no retriever" in body(console.get(LIST))
    assert listed(console, "problem=unassigned") == {alias.address}


def test_try_again_gives_a_clean_sheet_from_the_list_and_from_the_page(console, alias) -> None:
    troubled(alias, Condition.STOPPED)
    console.post(LIST, {"action": "again", "_selected_action": [alias.pk]})
    assert (job(alias).condition, job(alias).failures) == (Condition.FAILING, 0)
    troubled(alias, Condition.RETRYING, "dispatch")
    console.post(f"{LIST}{alias.pk}/again/")
    assert job(alias, Direction.DISPATCH).condition == Condition.FAILING


@pytest.mark.parametrize(
    ("changed", "tried"),
    [
        ({"incoming_host": "other.lab.test"}, {Direction.RETRIEVE}),
        ({"outgoing_timeout": 31}, {Direction.DISPATCH}),
        ({"description": "x"}, set()),
    ],
)
def test_what_is_changed_in_the_form_is_tried_again(console, alias, changed, tried) -> None:
    for direction in Direction:
        troubled(alias, Condition.STOPPED, direction)
    secret = (
        {"incoming_secret": "new", "incoming_secret_again": "new"}
        if "incoming_host" in changed
        else {}
    )
    answer = console.post(f"{LIST}{alias.pk}/change/", stored(alias, **changed, **secret))
    assert errors(answer) == {}
    assert {one for one in Direction if job(alias, one).condition == Condition.FAILING} == tried


def test_activating_many_tries_them_again(console, alias) -> None:
    Alias.objects.update(status="inactive")
    troubled(alias, Condition.STOPPED)
    chosen = {"_selected_action": [alias.pk], "confirmed": "yes"}
    console.post(f"{LIST}bulk/activate/", chosen)
    assert job(alias).condition == Condition.FAILING


def test_changing_the_servers_of_many_tries_that_way_again(console, alias) -> None:
    for direction in Direction:
        troubled(alias, Condition.STOPPED, direction)
    chosen = {"_selected_action": [alias.pk], "asked": "yes", "confirmed": "yes"}
    console.post(f"{LIST}bulk/servers/", chosen | {"outgoing_host": "smtp.lab.test"})
    found = {one: job(alias, one).condition for one in Direction}
    assert found == {Direction.RETRIEVE: Condition.STOPPED, Direction.DISPATCH: Condition.FAILING}


def test_many_are_assigned_behind_a_preview(console, alias, busy) -> None:
    chosen = {"_selected_action": [alias.pk], "asked": "yes", "retriever": busy.pk}
    assert "Retriever: Retriever → Busy ones." in body(console.post(BULK, chosen))
    assert Alias.objects.get().retriever.is_default
    console.post(BULK, chosen | {"confirmed": "yes", "reason": "Load"})
    assert Alias.objects.get().retriever == busy
    assert alias.history.latest().history_change_reason == "Load"


def test_none_is_a_choice(console, alias) -> None:
    chosen = {"_selected_action": [alias.pk], "asked": "yes", "confirmed": "yes"}
    console.post(BULK, chosen | {"dispatcher": "none"})
    assert (Alias.objects.get().dispatcher, Alias.objects.get().retriever) == (
        None,
        alias.retriever,
    )


def test_an_instance_of_another_partition_is_refused(console, alias) -> None:
    other = Partition.objects.create(name="Other")
    theirs = ServiceInstance.objects.default(other.pk, Direction.RETRIEVE)
    chosen = {"_selected_action": [alias.pk], "asked": "yes", "retriever": theirs.pk}
    assert "belongs to another partition" in body(console.post(BULK, chosen))
    form = stored(alias, retriever=theirs.pk)
    assert "retriever" in errors(console.post(f"{LIST}{alias.pk}/change/", form))


def test_an_alias_that_goes_to_another_partition_joins_the_defaults_there(console, alias) -> None:
    other = Partition.objects.create(name="Other")
    there = alias.department.__class__.objects.create(partition=other, name="Other")
    assert (
        errors(console.post(f"{LIST}{alias.pk}/change/", stored(alias, department=there.pk))) == {}
    )
    alias.refresh_from_db()
    assert {alias.retriever.partition, alias.dispatcher.partition} == {other}


def test_the_page_assigns(sign_in, root, alias, busy) -> None:
    client = sign_in(staff("clerk", root))
    assert errors(client.post(f"{LIST}{alias.pk}/change/", stored(alias, retriever=busy.pk))) == {}
    alias.refresh_from_db()
    assert alias.retriever == busy
    assert job(alias).next_due_at <= timezone.now()
