"""The sending list: what people hold, cancel, retry and give to another alias, and what stays as it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities import outbox, queueing, sending_list
from activities.models import UNFINISHED, Activity, Handled, Recipient, RecipientState
from activities.sending_list import FROM, Order, What
from aliases import jobs
from aliases.jobs import Direction, Job
from aliases.models import Alias
from departments.models import Department, User
from exceptions.suppressing import suppress
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.stock import due_now

pytestmark = pytest.mark.django_db

SENDING = "/console/activities/recipient/"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


def queued(alias: Alias, *to: str) -> Activity:
    return queueing.queue(queueing.Draft("Parcel", "x", to or ["a@customers.test"]), alias)


def one(alias: Alias, state: str = "queued") -> Recipient:
    recipient = queued(alias).recipients.get()
    next_try = timezone.now() if state in ("queued", "deferred") else None
    Recipient.objects.filter(pk=recipient.pk).update(state=state, next_try_at=next_try)
    return fresh(recipient)


def fresh(recipient: Recipient) -> Recipient:
    return Recipient.objects.get(pk=recipient.pk)


def do(client, what: str, *chosen: Recipient, **typed: object):
    data = {"chosen": ",".join(str(some.pk) for some in chosen), "confirmed": "yes"}
    return client.post(f"{SENDING}{what}/", data | typed, follow=True)


def listed(client, **query: str) -> set[str]:
    rows = client.get(SENDING, query).context["cl"].result_list
    return {row.address for row in rows}


# What a deed makes of each state; what is not named stays as it is.
BECOMES = {
    "retry": dict.fromkeys(("deferred", "held", "uncertain", "failed"), "queued"),
    "hold": dict.fromkeys(("queued", "deferred"), "held"),
    "cancel": dict.fromkeys(("queued", "deferred", "held", "uncertain", "failed"), "cancelled"),
    "other": dict.fromkeys(("queued", "deferred", "held", "uncertain", "failed"), "queued"),
}


@pytest.mark.parametrize("what", What.values)
def test_each_deed_changes_the_states_it_is_for_and_no_other(
    alias, make_alias, administrator, what
):
    other = make_alias() if what == "other" else None
    rows = {state: one(alias, state) for state in RecipientState.values}
    order = Order(What(what), administrator, "Because.", other)
    sending_list.carry_out(order, [row.pk for row in rows.values()], timezone.now())
    for state, row in rows.items():
        assert fresh(row).state == BECOMES[what].get(state, state), state


def test_no_state_of_the_list_is_without_a_way_out() -> None:
    under_way = {RecipientState.SENDING}
    assert set(UNFINISHED) - under_way == set().union(*FROM.values())


def test_a_deed_is_written_down_with_who_why_and_what_it_was(console, alias):
    row = one(alias, "uncertain")
    do(console, "cancel", row, reason="She called.")
    deed = Handled.objects.get(recipient=row)
    assert (deed.who, deed.what, deed.before) == ("root", "cancel", "uncertain")
    assert (deed.reason, deed.ip) == ("She called.", "127.0.0.1")
    assert "Cancelled by root. She called. It may have arrived" in fresh(row).answer
    assert "She called." in body(console.get(f"{SENDING}{row.pk}/change/"))
    trace = f"/console/activities/activity/trace/?activity={row.activity_id}"
    assert "She called." in body(console.get(trace))


@pytest.mark.parametrize("what", ["hold", "cancel"])
def test_to_hold_and_to_cancel_there_must_be_a_reason(console, alias, what):
    row = one(alias)
    assert "Say why" in body(do(console, what, row))
    assert fresh(row).state == "queued"


def test_the_preview_tells_how_many_and_why_not_the_others_and_does_nothing(console, alias):
    rows = [one(alias, "failed"), one(alias, "failed"), one(alias, "sending")]
    chosen = {"_selected_action": [row.pk for row in rows], "action": "send_again"}
    page = body(console.post(SENDING, chosen))
    assert "2 of 3. 1: It is being sent at this moment." in page
    assert [fresh(row).state for row in rows] == ["failed", "failed", "sending"]
    assert not Handled.objects.exists()


def test_what_a_dispatcher_took_in_hand_meanwhile_is_left_to_it(console, alias):
    row = one(alias)
    due_now(alias, Direction.DISPATCH)
    lease = jobs.take(alias.pk, Direction.DISPATCH, timezone.now())
    outbox.claim(lease, limit=1, server="x", now=timezone.now())
    answer = do(console, "cancel", row, reason="Late.")
    assert "stayed as they were" in body(answer)
    assert fresh(row).state == "sending"


def test_held_mail_is_not_claimed_until_it_is_sent_once_more(console, alias):
    row = one(alias)
    do(console, "hold", row, reason="Wait for the lawyer.")
    assert (outbox.next_due(alias.pk), fresh(row).state) == (None, "held")
    do(console, "retry", row)
    assert outbox.next_due(alias.pk) is not None
    assert Job.objects.get(alias=alias, direction="dispatch").next_due_at is not None


def claimed(alias: Alias) -> list[list[Recipient]]:
    due_now(alias, Direction.DISPATCH)
    lease = jobs.take(alias.pk, Direction.DISPATCH, timezone.now())
    return outbox.claim(lease, limit=5, server="x", now=timezone.now())


def test_another_alias_sends_it_as_its_own_with_the_same_message_id(console, alias, make_alias):
    other = make_alias("sales@lab.test", name="Sales", threading_mode="reply-to")
    failed, sent = queued(alias, "a@customers.test", "b@customers.test").recipients.order_by("pk")
    Recipient.objects.filter(pk=failed.pk).update(state="failed", next_try_at=None)
    Recipient.objects.filter(pk=sent.pk).update(state="sent", next_try_at=None)
    do(console, "other", failed, alias=other.pk)
    mail = claimed(other)[0][0].activity
    assert (mail.alias, mail.sender_address, mail.pk) == (
        other,
        "sales@lab.test",
        failed.activity_id,
    )
    assert "<sales@lab.test>" in mail.reply_to
    stored = Activity.objects.get(pk=failed.activity_id)
    assert mail.message_id == stored.message_id
    assert (stored.alias, stored.sender_address) == (alias, "support@lab.test")
    assert fresh(sent).alias == alias


def test_the_other_alias_is_chosen_first_and_the_preview_names_it(console, alias, make_alias):
    other, row = make_alias(name="Sales"), one(alias, "failed")
    page = body(console.post(f"{SENDING}other/", {"chosen": row.pk}))
    assert "Sales" in page
    assert "confirmed" not in page
    page = body(console.post(f"{SENDING}other/", {"chosen": row.pk, "alias": other.pk}))
    assert "Is sent by Sales" in page
    assert fresh(row).alias == alias


def test_mail_goes_by_no_alias_of_departments_that_the_person_does_not_see(
    alias, make_alias, root, sign_in
):
    sales = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    mine = make_alias(department=sales)
    client = sign_in(staff("clerk", sales))
    row = one(mine, "failed")
    assert "Select a valid choice" in body(do(client, "other", row, alias=alias.pk))
    assert (fresh(row).alias, fresh(row).state) == (mine, "failed")


def test_the_list_shows_what_is_not_at_its_end(console, alias):
    for state in RecipientState.values:
        queued(alias, f"{state}@x.test").recipients.update(state=state)
    assert listed(console) == {f"{state}@x.test" for state in UNFINISHED}
    assert listed(console, state__exact="bounced") == {"bounced@x.test"}
    assert len(listed(console, state__exact="every")) == len(RecipientState.values)


def test_it_is_narrowed_by_alias_age_address_words_and_department(console, alias, make_alias, root):
    queued(alias, "old@x.test").recipients.update(
        queued_at=timezone.now() - timedelta(hours=5), answer="451 try later"
    )
    queued(make_alias(), "new@x.test")
    for query in (
        {"alias__id__exact": alias.pk},
        {"hours": "4"},
        {"answer__icontains": "try later"},
        {"address__icontains": "OLD@"},
        {"q": "try later"},
    ):
        assert listed(console, **query) == {"old@x.test"}, query
    assert len(listed(console, department=root.pk)) == 2


def test_an_address_that_is_known_to_be_dead_says_so_in_list_and_preview(console, alias):
    row = queued(alias, "Gone@customers.test").recipients.get()
    suppress(alias.department_id, row.address, reason="x", sample=None, now=timezone.now())
    assert "suppressed since" in body(console.get(SENDING))
    Recipient.objects.update(state="failed")
    assert "is suppressed since" in body(console.post(f"{SENDING}retry/", {"chosen": row.pk}))
    assert "is suppressed since" in body(console.get(f"{SENDING}{row.pk}/change/"))


def test_only_who_may_manage_sending_does(alias, root, sign_in):
    row = one(alias, "failed")
    reader = sign_in(staff("reader", root, may="view_recipient"))
    for what in What.values:
        assert reader.post(f"{SENDING}{what}/", {"chosen": row.pk}).status_code == 403
    assert "Send once more" not in body(reader.get(f"{SENDING}{row.pk}/change/"))
    writer = sign_in(staff("writer", root, may="view_recipient manage_sending"))
    do(writer, "retry", row)
    assert fresh(row).state == "queued"


def test_thousands_are_held_at_once_and_the_page_takes_few_queries(console, alias):
    mail = queued(alias)
    Recipient.objects.bulk_create(
        Recipient(
            activity=mail, alias=alias, department=alias.department, address=f"{number}@x.test"
        )
        for number in range(2000)
    )
    with CaptureQueriesContext(connection) as asked:
        assert console.get(SENDING).status_code == 200
    assert len(asked) < 15
    order = Order(What.HOLD, User.objects.get(), "All of it.")
    pks = list(Recipient.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as asked:
        assert sending_list.carry_out(order, pks, timezone.now()) == 2001
    assert len(asked) < 60
    assert not Recipient.objects.exclude(state="held").exists()
