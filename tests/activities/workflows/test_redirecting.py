"""A workflow sends messages on, and never in a circle."""

import pytest

from activities.composing import previewing
from activities.models import Activity, Recipient
from attachments.models import DepartmentSettings
from departments.models import MaskingPattern
from tests.activities.workflows.making import workflow
from tests.activities.workflows.samples import rule, subject
from tests.mailcenter.rows import receive
from tests.stock import message

PARTNER = "partner@elsewhere.test"


@pytest.fixture
def alias(make_alias):
    made = make_alias("support@lab.test", redirections="help@lab.test")
    make_alias("sales@lab.test")
    return made


def sent_on(alias, address: str = PARTNER, **header: str) -> tuple[list[str], str]:
    """To whom the message went, and what the activity notes."""
    then = [{"kind": "redirect", "address": address}]
    workflow(alias, [rule(subject("invoice"), then=then, exceptions=True)])
    activity = receive(alias, message("Invoice", **header))
    return list(Recipient.objects.values_list("address", flat=True)), activity.decided.notes


def test_a_message_is_queued_as_a_redirection_of_itself(alias):
    assert sent_on(alias) == ([PARTNER], "")
    sent = Activity.objects.get(direction="outbound")
    assert (sent.answers.direction, sent.automatic) == ("inbound", False)


@pytest.mark.parametrize(
    "address", ["support@lab.test", "sales@lab.test", "Help@lab.test", "sales+x@lab.test"]
)
def test_an_address_of_ours_gets_nothing(alias, address):
    sent, why = sent_on(alias, address)
    assert sent == []
    assert "an address of ours" in why


REFUSED = [
    ({"Resent-From": "Sales <sales@lab.test>"}, "it was sent on by an address of ours before"),
    ({"X-Loop": "help@lab.test"}, "it was sent on by an address of ours before"),
    ({"Auto-Submitted": "auto-replied"}, "it is a delivery exception"),
]


@pytest.mark.parametrize(("header", "words"), REFUSED)
def test_what_comes_back_is_not_sent_on_again(alias, header, words):
    assert sent_on(alias, **header) == ([], f"Not redirected: {words}.")


def test_what_goes_from_machine_to_machine_without_end_is_not_sent_on(alias):
    hops = "x\r\n" + "Received: from a by b; Sat, 21 Nov 2026 12:00:00 +0000\r\n" * 31 + "X-End: y"
    sent, why = sent_on(alias, **{"X-Begin": hops})
    assert sent == []
    assert "more than 30 machines" in why


def test_what_a_masking_pattern_covers_does_not_leave_as_it_came(alias):
    MaskingPattern.objects.create(
        partition=alias.department.partition, name="words", expression="this is"
    )
    sent, why = sent_on(alias)
    assert sent == []
    assert "masking pattern" in why


def test_a_mark_of_others_is_no_hindrance(alias):
    assert sent_on(alias, **{"Resent-From": "boss@customers.test"})[0] == [PARTNER]


def test_what_was_sent_on_comes_back_and_is_not_sent_on_again(alias):
    sent_on(alias)
    redirected = Activity.objects.get(direction="outbound")
    (copy,) = previewing.preview_of(redirected).copies
    activity = receive(alias, b"Received: from elsewhere.test by lab.test; x\r\n" + copy.content)
    assert "sent on by an address of ours before" in activity.decided.notes
    assert Recipient.objects.count() == 1


def test_what_had_an_attachment_held_back_does_not_go_on(alias):
    DepartmentSettings.objects.create(department=alias.department, block_all=True)
    workflow(alias, [rule(subject("invoice"), then=[{"kind": "redirect", "address": PARTNER}])])
    raw = message("Invoice", MIME_Version="1.0", Content_Type="application/pdf; name=a.pdf")
    activity = receive(alias, raw)
    assert "Attachments of this message were held back" in activity.decided.notes
    assert not Recipient.objects.exists()
