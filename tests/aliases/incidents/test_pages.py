"""Incidents in the console: what is shown, and what people do about them."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aliases.incidents import handling, opening
from aliases.incidents.handling import HowLong
from aliases.incidents.models import Incident, Maintenance
from aliases.incidents.notices import Notice, State
from departments.models import Department, Partition
from departments.trail import WrittenOnce
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff

LIST = "/console/aliases/incident/"
HOUR = timedelta(hours=1)


def act(client, incident: Incident, deed: str, **values: object) -> Incident:
    client.post(f"{LIST}{incident.pk}/{deed}/", values)
    incident.refresh_from_db()
    return incident


def test_the_page_says_what_happens_what_to_do_and_who_was_told(telling, fails, console, now):
    incident = fails(now)
    Notice.objects.update(state=State.FAILED, error="No server at all")
    shown = body(console.get(f"{LIST}{incident.pk}/change/"))
    for words in ("refuses the password", "535 5.7.8 no", "Type it again", "duty@lab.test"):
        assert words in shown
    assert "No server at all" in shown
    assert reverse("admin:aliases_alias_change", args=(incident.alias_id,)) in shown


def test_without_a_monitor_the_page_says_that_nobody_was_told(fails, console, now):
    assert "Nobody: no monitor" in body(console.get(f"{LIST}{fails(now).pk}/change/"))


def test_acknowledging_stands_in_the_story_with_who_and_where(fails, sign_in, root, now):
    client = sign_in(staff("olga", root))
    incident = act(client, fails(now), "acknowledge")
    assert incident.acknowledged_by.username == "olga"
    event = incident.events.get()
    assert (event.deed, event.by.username, event.ip) == ("acknowledged", "olga", "127.0.0.1")
    assert "Acknowledged by olga" in body(client.get(f"{LIST}{incident.pk}/change/"))


def test_who_was_second_changes_nothing(fails, sign_in, root, now):
    incident = act(sign_in(staff("olga", root)), fails(now), "acknowledge")
    act(sign_in(staff("otto", root)), incident, "acknowledge")
    assert incident.acknowledged_by.username == "olga"
    assert incident.events.count() == 1


def test_snoozing_and_reminding_again(fails, console, now):
    incident = act(console, fails(now), "snooze", how_long="shift")
    hours = (incident.snoozed_until - timezone.now()) / HOUR
    assert 7.9 < hours <= 8
    incident = act(console, incident, "unsnooze")
    assert incident.snoozed_until is None
    assert [one.deed for one in incident.events.all()] == ["snoozed", "unsnoozed"]


@pytest.mark.parametrize("day", ["", "2020-01-01", "nonsense"])
def test_a_day_that_cannot_be_is_refused_in_words(fails, console, now, day):
    incident = fails(now)
    answer = console.post(
        f"{LIST}{incident.pk}/snooze/", {"how_long": "day", "day": day}, follow=True
    )
    assert any(word in body(answer) for word in ("Choose the day", "later day", "valid date"))
    assert not incident.events.exists()


def test_what_has_ended_is_not_handled_any_more(fails, console, now):
    incident = fails(now)
    opening.end(incident, now)
    assert act(console, incident, "acknowledge").acknowledged_at is None
    shown = body(console.get(f"{LIST}{incident.pk}/change/"))
    assert "no more reminders" not in shown


@pytest.mark.parametrize(
    ("choice", "day", "end"),
    [
        (HowLong.HOUR, None, "2026-11-21 13:00"),
        (HowLong.SHIFT, None, "2026-11-21 20:00"),
        (HowLong.TOMORROW, None, "2026-11-22 08:00"),
        (HowLong.DAY, "2026-12-24", "2026-12-24 08:00"),
    ],
)
def test_a_snooze_ends_when_it_says(choice, day, end):
    noon = datetime.fromisoformat("2026-11-21T12:00+00:00")
    wanted = datetime.fromisoformat(day).date() if day else None
    assert f"{handling.until(choice, wanted, noon):%Y-%m-%d %H:%M}" == end


def test_what_people_did_is_never_changed(fails, console, now):
    event = act(console, fails(now), "acknowledge").events.get()
    with pytest.raises(WrittenOnce):
        event.save()
    with pytest.raises(WrittenOnce):
        event.delete()


def test_the_list_is_filtered_by_state_and_searched(fails, make_alias, console, now):
    opening.end(fails(now, make_alias(name="Former")), now)
    fails(now, make_alias(name="Present"))
    for query, there, not_there in (
        ({"state": "open"}, "Present", "Former"),
        ({"state": "ended"}, "Former", "Present"),
        ({"q": "Present"}, "Present", "Former"),
    ):
        shown = [str(one) for one in console.get(LIST, query).context["cl"].queryset]
        assert there in str(shown), query
        assert not_there not in str(shown), query


def test_what_goes_on_stands_before_what_has_ended(fails, make_alias, console, now):
    old = fails(now - HOUR, make_alias(name="Long ago"))
    opening.end(fails(now, make_alias(name="Just now")), now)
    assert console.get(LIST).context["cl"].result_list[0] == old


def test_the_sidebar_counts_what_nobody_has_put_aside(fails, make_alias, sign_in, root, now):
    other = Department.objects.create(
        partition=Partition.objects.create(name="Other"), name="Other"
    )
    fails(now, make_alias(department=other))
    client = sign_in(staff("olga", root))
    incident = fails(now)
    assert _badge(client) == "1"
    act(client, incident, "acknowledge")
    assert _badge(client) == ""


def _badge(client) -> str:
    groups = client.get(LIST).context["sidebar_navigation"]
    (item,) = [one for group in groups for one in group["items"] if one["title"] == "Incidents"]
    return str(item["badge_callback"])


def test_many_are_acknowledged_at_once(fails, make_alias, console, now):
    chosen = [fails(now, make_alias()).pk for _ in range(3)]
    console.post(LIST, {"action": "acknowledge_chosen", "_selected_action": chosen[:2]})
    assert Incident.objects.exclude(acknowledged_at=None).count() == 2


def test_the_installations_incidents_are_for_members_of_a_root(root, sign_in, now):
    below = Department.objects.create(partition=root.partition, parent=root, name="below")
    opening.report(opening.Trouble(opening.Kind.SCHEDULER, "The clock", "It stands."), now)
    for department, there in ((root, True), (below, False)):
        client = sign_in(staff(f"of {department.pk}", department))
        assert ("The clock" in body(client.get(LIST))) == there


def test_an_open_window_is_announced_above_the_list(sick, console, now):
    Maintenance.objects.create(alias=sick, begins=now, ends=now + HOUR)
    assert "Maintenance of Sick alias" in body(console.get(LIST))
