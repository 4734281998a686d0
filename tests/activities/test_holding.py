"""Storms on the way in: what is held, who is told, and the way back."""

import pytest

from activities import shelf
from activities.models import Activity, RawMessage, RawState
from aliases.incidents.models import Incident, Kind
from aliases.models import Alias
from tests.mailcenter.rows import store
from tests.stock import message
from workers.processing import process_stored


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


def storm(alias: Alias, number: int, **header: str) -> None:
    for _ in range(number):
        store(alias, message("Away until Monday", **header))
    process_stored(alias)


def robots(alias: Alias, number: int) -> None:
    storm(alias, number, Auto_Submitted="auto-replied", From="robot@customers.test")


def held() -> int:
    return RawMessage.objects.filter(state=RawState.HELD).count()


def test_the_twenty_first_automatic_message_of_a_sender_is_held(alias: Alias):
    robots(alias, 25)
    assert (Activity.objects.count(), held()) == (20, 5)
    robots(alias, 3)
    assert (Activity.objects.count(), held()) == (20, 8)


def test_one_incident_tells_of_it(alias: Alias):
    robots(alias, 25)
    robots(alias, 3)
    incident = Incident.objects.get(kind=Kind.LOOP)
    assert incident.alias == alias
    assert "robot@customers.test" in incident.words


def test_others_are_not_held_with_it(alias: Alias):
    robots(alias, 25)
    storm(alias, 1, From="second@customers.test", Auto_Submitted="auto-replied")
    storm(alias, 30, From="person@customers.test")
    assert (Activity.objects.count(), held()) == (51, 5)


def test_who_was_answered_automatically_is_counted_though_nothing_marks_the_mail(alias: Alias):
    Activity.objects.create(
        case=alias.department.cases.create(),
        department=alias.department,
        alias=alias,
        direction="outbound",
        automatic=True,
        correspondent="naive@customers.test",
    )
    storm(alias, 25, From="naive@customers.test")
    assert held() == 5


def test_held_messages_are_let_pass_by_a_person_and_the_incident_ends(alias: Alias):
    robots(alias, 22)
    for raw in RawMessage.objects.filter(state=RawState.HELD):
        shelf.again(raw)
    process_stored(alias)
    assert (Activity.objects.count(), held()) == (22, 0)
    assert not Incident.objects.open().exists()


def test_held_messages_can_be_discarded_with_the_reason(alias: Alias, administrator):
    robots(alias, 21)
    raw = RawMessage.objects.get(state=RawState.HELD)
    assert shelf.discard(raw, "A loop.", administrator)
    raw.refresh_from_db()
    assert raw.state == RawState.DISCARDED
    assert raw.reason.endswith("Discarded by root: A loop.")
    assert not shelf.discard(raw, "Again.", administrator)
