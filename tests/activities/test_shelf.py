"""The shelf of failed messages and the sending list in the console."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from activities import queueing
from activities.models import (
    Attempt,
    FailedMessage,
    RawMessage,
    RawState,
    Recipient,
    RecipientState,
)
from aliases.models import Alias
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive, store
from tests.stock import message

LIST = "/console/activities/activity/"
SHELF = "/console/activities/failedmessage/"
SENDING = "/console/activities/recipient/"
SCRIPT = "<script>alert(7)</script>"
ESCAPED = "&lt;script&gt;alert(7)&lt;/script&gt;"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test", name="Support")


@pytest.fixture
def failed(alias: Alias) -> RawMessage:
    content = b"Subject: <script>alert(7)</script>\r\n\r\nsecret body"
    return store(alias, content, state=RawState.FAILED, reason=f"Odd {SCRIPT}", tries=3)


def test_the_shelf_shows_reason_and_header_but_no_script(console: Client, failed: RawMessage):
    assert ESCAPED in body(console.get(SHELF))
    page = body(console.get(f"{SHELF}{failed.pk}/change/"))
    assert SCRIPT not in page
    assert page.count(ESCAPED) == 2
    assert "secret body" not in page


def test_the_shelf_holds_only_what_failed(console: Client, alias: Alias):
    filed = receive(alias, message()).raw_id
    assert console.get(f"{SHELF}{filed}/change/").status_code == 302
    assert console.get(f"{SHELF}{filed}/download/").status_code == 404


def test_a_failed_message_can_be_downloaded_whole(console: Client, failed: RawMessage):
    answer = console.get(f"{SHELF}{failed.pk}/download/")
    assert answer.getvalue() == failed.content()
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_failed_message_is_processed_again_from_its_page(console: Client, failed: RawMessage):
    answer = console.post(f"{SHELF}{failed.pk}/again/", follow=True)
    assert "processed again" in body(answer)
    failed.refresh_from_db()
    assert (failed.state, failed.tries) == (RawState.STORED, 0)


def test_a_link_alone_processes_nothing_again(console: Client, failed: RawMessage):
    assert console.get(f"{SHELF}{failed.pk}/again/").status_code in {403, 405}
    failed.refresh_from_db()
    assert failed.state == RawState.FAILED


def test_failed_messages_are_processed_again_from_the_list(console: Client, failed: RawMessage):
    console.post(SHELF, {"action": "process_again", "_selected_action": [failed.pk]})
    assert RawMessage.objects.get(pk=failed.pk).state == RawState.STORED


def test_the_shelf_needs_its_permissions(failed: RawMessage, root, sign_in):
    reader = sign_in(staff("reader", root, may="view_failedmessage"))
    page = body(reader.get(f"{SHELF}{failed.pk}/change/"))
    assert "Process again" not in page
    assert "Download as received" not in page
    assert reader.get(f"{SHELF}{failed.pk}/download/").status_code == 403
    assert reader.post(f"{SHELF}{failed.pk}/again/").status_code == 403
    reader.post(SHELF, {"action": "process_again", "_selected_action": [failed.pk]})
    assert FailedMessage.objects.get(pk=failed.pk).state == RawState.FAILED


@pytest.fixture
def uncertain(alias: Alias) -> Recipient:
    recipient = queueing.queue(queueing.Draft("Hello", "x", ["a@b.test"]), alias).recipients.get()
    Recipient.objects.update(state="uncertain", answer=f"lost {SCRIPT}", next_try_at=None)
    Attempt.objects.create(recipient=recipient, number=1, server="okapi.test:25")
    return recipient


def test_the_sending_list_tells_each_recipients_fate(console: Client, uncertain: Recipient):
    assert "Uncertain" in body(console.get(SENDING, {"state__exact": "uncertain"}))
    assert "a@b.test" not in body(console.get(SENDING, {"state__exact": "sent"}))
    for url in (f"{SENDING}{uncertain.pk}/change/", f"{LIST}{uncertain.activity_id}/change/"):
        page = body(console.get(url))
        assert "okapi.test:25" in page
        assert f"lost {ESCAPED}" in page


def test_an_uncertain_recipient_is_sent_again_by_a_person_only(
    console: Client, uncertain: Recipient
):
    before = uncertain.activity.message_id
    console.post(f"{SENDING}retry/", {"chosen": uncertain.pk, "confirmed": "yes"})
    uncertain.refresh_from_db()
    assert uncertain.state == RecipientState.QUEUED
    assert uncertain.activity.message_id == before


def test_what_was_sent_is_not_sent_again(console: Client, uncertain: Recipient):
    Recipient.objects.update(state=RecipientState.SENT)
    console.post(f"{SENDING}retry/", {"chosen": uncertain.pk, "confirmed": "yes"})
    uncertain.refresh_from_db()
    assert uncertain.state == RecipientState.SENT


def test_sending_again_needs_its_permission(uncertain: Recipient, root, sign_in):
    reader = sign_in(staff("reader", root, may="view_recipient"))
    reader.post(SENDING, {"action": "send_again", "_selected_action": [uncertain.pk]})
    uncertain.refresh_from_db()
    assert uncertain.state == RecipientState.UNCERTAIN


def test_a_failed_message_is_discarded_with_the_reason_and_stays_to_be_seen(console, failed):
    console.post(f"{SHELF}{failed.pk}/discard/", {"reason": "Rubbish."})
    failed.refresh_from_db()
    assert failed.state == RawState.DISCARDED
    assert "Discarded by root: Rubbish." in failed.reason
    assert "Rubbish." not in body(console.get(SHELF))
    assert "Rubbish." in body(console.get(SHELF, {"state": "discarded"}))
    assert console.post(f"{SHELF}{failed.pk}/again/").status_code == 404


def test_nothing_is_discarded_without_a_reason_or_the_permission(console, failed, root, sign_in):
    console.post(f"{SHELF}{failed.pk}/discard/", {"reason": " "})
    reader = sign_in(staff("reader", root, may="view_failedmessage process_again"))
    assert reader.post(f"{SHELF}{failed.pk}/discard/", {"reason": "x"}).status_code == 403
    failed.refresh_from_db()
    assert failed.state == RawState.FAILED


def test_all_that_a_filter_shows_is_discarded_behind_a_question(console, alias, failed):
    other = store(alias, b"other", state=RawState.HELD, reason="Held.")
    chosen = {"action": "discard_chosen", "_selected_action": [failed.pk], "select_across": "1"}
    page = body(console.post(f"{SHELF}?state=failed", chosen))
    assert "1 message will never" in page
    console.post(f"{SHELF}?state=failed", chosen | {"confirmed": "yes", "reason": "Rubbish."})
    states = {one.pk: one.state for one in RawMessage.objects.all()}
    assert states == {failed.pk: RawState.DISCARDED, other.pk: RawState.HELD}


def test_all_that_a_filter_shows_is_processed_again(console: Client, alias: Alias, failed):
    other = store(alias, b"other", state=RawState.HELD, reason="Held.")
    chosen = {"action": "process_again", "_selected_action": [other.pk], "select_across": "1"}
    console.post(f"{SHELF}?state=held", chosen)
    states = {one.pk: one.state for one in RawMessage.objects.all()}
    assert states == {failed.pk: RawState.FAILED, other.pk: RawState.STORED}


@pytest.mark.parametrize("chosen", [{"all": True}, {"alias": "SUPPORT@lab.test"}, {"id": None}])
def test_the_command_processes_again(failed: RawMessage, chosen, capsys):
    call_command("reprocess", **({"id": failed.pk} if "id" in chosen else chosen))
    failed.refresh_from_db()
    assert failed.state == RawState.STORED
    assert "1 messages" in capsys.readouterr().out


def test_the_command_says_when_nothing_is_meant(failed: RawMessage):
    with pytest.raises(CommandError, match="No failed message"):
        call_command("reprocess", alias="nobody@lab.test")
