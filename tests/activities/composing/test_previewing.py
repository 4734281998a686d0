"""The preview of a mail is the mail: the same steps, and nothing written."""

import re

import pytest
from django.utils import timezone

from activities import queueing
from activities.composing.copies import copies, finished
from activities.composing.current import settings_of
from activities.composing.originals import NotRedirected
from activities.composing.previewing import preview, preview_of
from activities.composing.values import Copy, Kind, Receiver
from activities.models import Activity, Case, Recipient
from activities.queueing import Draft, NotAnAddress
from departments.models import Format, MaskingPattern
from tests.activities.composing.copies import written
from tests.mailcenter.rows import database, receive
from tests.stock import message

pytestmark = pytest.mark.django_db
ANNA = "anna@customers.test"
ID = re.compile(rb"[2-9A-Z]{1,4}(-[2-9A-Z]{4}){4,}")
MESSAGE_ID = re.compile(rb"<[^@>]+@lab.test>")


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test", automatic_bcc="archive@lab.test")


def test_a_preview_is_what_is_sent_but_for_what_is_new_each_time(alias) -> None:
    MaskingPattern.objects.create(
        partition=alias.department.partition, name="codes", expression="CODE-[0-9]+"
    )
    draft = Draft("My CODE-1", f"{'word ' * 40}\nCODE-12 is mine", [ANNA, ANNA.upper()])
    before = database()
    shown = preview(draft, alias)
    assert database() == before
    mail = queueing.queue(draft, alias)
    [(_, letter)] = copies(list(mail.recipients.order_by("pk")))
    assert plain(shown.copies[0].content) == plain(letter.content)
    assert shown.copies[0].recipients == letter.recipients
    steps = ["Recipients", "Tracking ID", "Masking", "Column width", "Automatic BCC"]
    assert [one.step for one in shown.why] == steps
    assert [one.step for one in preview_of(mail).why] == steps


def plain(raw: bytes) -> bytes:
    """Without identifiers, boundary and date."""
    lines = MESSAGE_ID.sub(b"<>", ID.sub(b"ID", raw)).split(b"\r\n")
    return b"\r\n".join(one for one in lines if not one.startswith(b"Date:"))


def test_readers_with_formats_of_their_own_get_copies_of_their_own(alias) -> None:
    some = tuple(Receiver(f"{one}@lab.test") for one in ("a", "b", "c", "d"))
    from dataclasses import replace

    formats = {"a@lab.test": Format.HTML, "c@lab.test": Format.HTML, "d@lab.test": Format.TEXT}
    settings = replace(settings_of(alias, timezone.now()), reader_formats=formats)
    made = list(finished(Copy(written(), some), settings, lambda way, one: ""))
    found = {
        tuple(one.address[0] for one in copy.envelope): bool(copy.outgoing.html) for _, copy in made
    }
    assert found == {("a", "c"): True, ("b",): False, ("d",): False}


def test_mail_is_from_no_address_but_the_aliass_own(alias) -> None:
    alias.redirections = "sales@lab.test"
    draft = Draft("Hi", "x", [ANNA], sender="Sales@lab.test")
    assert queueing.queue(draft, alias).sender_address == "Sales@lab.test"
    with pytest.raises(NotAnAddress, match="boss"):
        preview(Draft("Hi", "x", [ANNA], sender="boss@lab.test"), alias)


def test_a_redirect_needs_the_message_as_it_came(alias) -> None:
    draft = Draft("Hi", "", [ANNA], kind=Kind.REDIRECT)
    sent = queueing.queue(Draft("Hi", "x", [ANNA]), alias)
    with pytest.raises(NotRedirected, match="came in"):
        queueing.queue(draft, alias, answers=sent)
    came = receive(alias, message())
    assert b"this is message" in preview(draft, alias, answers=came).copies[0].content
    came.raw = None
    with pytest.raises(NotRedirected, match="forward it"):
        preview(draft, alias, answers=came)


def test_a_forward_begins_no_thread_and_always_has_the_id(alias) -> None:
    alias.threading_mode = "subject"
    came = receive(alias, message())
    mail = queueing.queue(Draft("Fwd: x", "see", [ANNA], kind=Kind.FORWARD), alias, answers=came)
    assert (mail.in_reply_to, mail.case_id) == ("", came.case_id)
    assert "[#" in mail.subject
    assert "[#" not in queueing.queue(Draft("x", "see", [ANNA]), alias).subject


def test_the_log_address_is_a_recipient_with_an_outcome_of_its_own(alias) -> None:
    alias.department.partition.log_address = "log@lab.test"
    mail = queueing.queue(Draft("Hi", "x", [ANNA]), alias)
    kinds = dict(mail.recipients.values_list("address", "kind"))
    assert kinds == {ANNA: "to", "archive@lab.test": "bcc", "log@lab.test": "log"}


def test_a_case_is_named_as_people_wrote_without_the_id(alias) -> None:
    mail = queueing.queue(Draft("Your parcel", "x", [ANNA]), alias)
    assert "[#" in mail.subject
    assert Case.objects.get().subject == "Your parcel"
    assert Activity.objects.get().base_subject == "your parcel"
    assert Recipient.objects.count() == 2
