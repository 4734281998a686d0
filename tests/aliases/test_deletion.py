"""Deleting an alias: what stands in the way, what becomes of its mail, and what stays."""

import pytest
from django.test import Client

from activities import outbox, queueing
from activities.models import Activity, Recipient, RecipientState
from aliases.directions import Direction
from aliases.instances import ServiceInstance
from aliases.models import Alias
from departments.models import Team
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from workers import due

LIST = "/console/aliases/alias/"


@pytest.fixture
def make_alias(make_alias):
    """Without a retriever, which would stand in the way of deleting."""

    def make(*args: object, **fields: object) -> Alias:
        alias = make_alias(*args, **fields)
        Alias.objects.filter(pk=alias.pk).update(retriever=None)
        return Alias.objects.get(pk=alias.pk)

    return make


def page(alias: Alias, name: str = "delete") -> str:
    return f"{LIST}{alias.pk}/{name}/"


def assigned(alias: Alias) -> Alias:
    partition_id = alias.department.partition_id
    alias.retriever = ServiceInstance.objects.default(partition_id, Direction.RETRIEVE)
    alias.save()
    return alias


def queued(alias: Alias) -> Recipient:
    return queueing.queue(queueing.Draft("x", "x", ["a@customers.test"]), alias).recipients.get()


def refused(console: Client, alias: Alias) -> str:
    """The words of the page that does not delete."""
    answer = console.post(page(alias), {"waiting": "hold"})
    assert Alias.objects.get(pk=alias.pk).deleted_at is None
    return body(answer)


def test_a_deleted_alias_keeps_its_row_history_and_mail(console: Client, make_alias):
    alias = make_alias()
    activity = queued(alias).activity
    console.post(page(alias), {"waiting": "hold", "reason": "The shop is closed."})
    alias.refresh_from_db()
    assert (bool(alias.deleted_at), alias.active) == (True, False)
    assert alias.history.latest().history_change_reason == "The shop is closed."
    shown = body(console.get(f"/console/activities/activity/{activity.pk}/change/"))
    assert alias.name in shown


def test_a_default_alias_is_deleted_only_after_another_took_its_place(
    console: Client, make_alias, root
):
    alias = make_alias(is_default=True)
    make_alias()
    words = refused(console, alias)
    assert "make another one the default" in words
    assert f"{LIST}?department={root.pk}&amp;status__exact=active" in words


def test_the_only_alias_is_told_how_it_can_be_deleted(console: Client, make_alias):
    alias = make_alias(is_default=True)
    words = refused(console, alias)
    assert "take the tick off" in words
    assert page(alias, "change") in words


def test_an_alias_is_unassigned_from_its_retriever_by_one_click(console, make_alias) -> None:
    alias = assigned(make_alias())
    assert "assigned to the retriever Retriever" in refused(console, alias)
    answer = console.post(page(alias, "unassign"), follow=True)
    assert answer.redirect_chain == [(page(alias), 302)]
    alias.refresh_from_db()
    assert (alias.retriever, alias.dispatcher.name) == (None, "Dispatcher")
    assert alias.history.latest().history_change_reason == "To delete the alias"
    console.post(page(alias), {"waiting": "hold"})
    assert Alias.objects.get(pk=alias.pk).deleted_at


def test_nobody_unassigns_who_may_not_delete(sign_in, make_alias, root) -> None:
    alias = assigned(make_alias())
    viewer = sign_in(staff("viewer", root, may="view_alias change_alias"))
    assert viewer.post(page(alias, "unassign")).status_code == 403
    assert viewer.get(page(alias, "unassign")).status_code == 405


@pytest.mark.parametrize("use", ["outgoing_aliases", "default_alias", "incoming_alias"])
def test_an_alias_that_a_team_uses_stays(console: Client, make_alias, root, use: str):
    alias = make_alias()
    team = Team.objects.create(department=root, name="Okapis")
    if use == "outgoing_aliases":
        team.outgoing_aliases.add(alias)
    else:
        Team.objects.filter(pk=team.pk).update(**{use: alias})
    words = refused(console, alias)
    assert "The team Okapis uses it" in words
    assert f"/console/departments/team/{team.pk}/change/" in words


def test_teams_that_the_person_does_not_see_are_not_named(sign_in, make_alias, root):
    below = root.children.create(partition=root.partition, name="Below")
    alias = make_alias(department=below)
    team = Team.objects.create(department=root, name="Okapis")
    team.outgoing_aliases.add(alias)
    words = refused(sign_in(staff("clerk", below)), alias)
    assert "Okapis" not in words
    assert "1 teams of departments that you do not see" in words


def test_nothing_is_deleted_while_mail_is_being_sent(console: Client, make_alias):
    alias = make_alias()
    Recipient.objects.filter(pk=queued(alias).pk).update(state=RecipientState.SENDING)
    assert "being sent at this moment" in refused(console, alias)


def test_waiting_mail_needs_a_choice(console: Client, make_alias):
    alias = make_alias()
    queued(alias)
    answer = console.post(page(alias), {})
    assert "This field is required" in body(answer)
    assert Alias.objects.get().deleted_at is None


def test_held_mail_waits_until_a_person_sends_it(console: Client, make_alias):
    alias = make_alias()
    recipient = queued(alias)
    console.post(page(alias), {"waiting": "hold"})
    assert due.wake_forgotten(recipient.queued_at) == 0
    assert outbox.next_due(alias.pk) is None
    recipient.refresh_from_db()
    assert "Held" in recipient.answer
    assert outbox.send_again([recipient], recipient.queued_at) == 1


def test_cancelled_mail_is_at_its_end_with_the_reason(console: Client, make_alias):
    alias = make_alias()
    recipient = queued(alias)
    console.post(page(alias), {"waiting": "cancel"})
    recipient.refresh_from_db()
    assert (recipient.state, recipient.answer[:9]) == ("cancelled", "Cancelled")


def test_a_reason_is_asked_where_the_partition_wants_one(console: Client, make_alias, root):
    root.partition.requires_reason = True
    root.partition.save()
    alias = make_alias()
    assert "Say why" in refused(console, alias)
    console.post(page(alias), {"reason": "Closed"})
    assert Alias.objects.get().deleted_at


@pytest.fixture
def deleted(console: Client, make_alias) -> Alias:
    alias = make_alias(name="Okapi alias")
    console.post(page(alias), {})
    return Alias.objects.get()


def test_a_deleted_alias_is_in_the_list_only_for_those_who_ask(console: Client, deleted: Alias):
    assert list(console.get(LIST).context["cl"].result_list) == []
    assert list(console.get(LIST, {"deleted": "yes"}).context["cl"].result_list) == [deleted]


def test_a_deleted_alias_can_be_read_and_not_changed(console: Client, deleted: Alias):
    shown = body(console.get(page(deleted, "change")))
    assert "This alias was deleted" in shown
    assert "_save" not in shown
    assert console.post(page(deleted, "change"), {"name": "x"}).status_code == 403
    assert console.get(page(deleted, "history")).status_code == 200


@pytest.mark.parametrize("name", ["delete", "test/incoming"])
def test_nothing_else_is_done_with_a_deleted_alias(console: Client, deleted: Alias, name: str):
    assert console.post(page(deleted, name), {}, follow=True).status_code == 404


def test_no_new_mail_is_written_by_a_deleted_alias(console: Client, deleted: Alias):
    mail = {"alias": deleted.pk, "to": "a@b.test", "subject": "x", "text": "x"}
    answer = console.post("/console/activities/activity/write/", mail)
    assert "Select a valid choice" in body(answer)


def test_an_answer_to_mail_of_a_deleted_alias_goes_by_another_that_is_chosen(
    console: Client, make_alias
):
    alias, other = make_alias(), make_alias()
    activity = queued(alias).activity
    console.post(page(alias), {"waiting": "cancel"})
    url = f"/console/activities/activity/{activity.pk}/reply/"
    assert other.address in body(console.get(url))
    console.post(url, {"alias": other.pk, "to": "a@b.test", "subject": "x", "text": "x"})
    assert Activity.objects.latest("pk").alias == other
