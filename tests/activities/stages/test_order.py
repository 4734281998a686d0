"""The stages together: what is known of a message before the database is asked."""

import pytest

from activities.stages.order import take_in
from exceptions.rules import predefined_rules
from tests.activities.bounced import group, report
from tests.stock import message
from wire.parse import Unparseable

BOTH = predefined_rules("both")


def test_an_ordinary_message_is_ordinary_and_no_report():
    incoming = take_in(message(), BOTH)
    assert incoming.verdict.kind == "ordinary"
    assert incoming.thread.report is None
    assert incoming.thread.subject == "Where is my parcel?"


def test_a_report_is_judged_and_handed_to_threading():
    raw = report([group("a@b.test")], envelope_id="out7", message_id="1@lab.test")
    incoming = take_in(raw, BOTH)
    assert (incoming.verdict.kind, incoming.verdict.rule) == ("permanent", "rfc3464")
    found = incoming.thread.report
    assert found is not None
    assert (found.envelope_id, found.message_ids) == ("out7", ("1@lab.test",))
    assert found.recipients == ("a@b.test",)


def test_a_report_finds_its_mail_whatever_the_mode_calls_it():
    raw = report([group("a@b.test")], envelope_id="out7")
    incoming = take_in(raw, predefined_rules("phrases"))
    assert incoming.verdict.recipients == ()
    assert incoming.thread.report is not None


def test_an_automatic_reply_is_an_exception_but_no_report():
    raw = message("Automatic reply: parcel", Auto_Submitted="auto-replied")
    incoming = take_in(raw, BOTH)
    assert (incoming.verdict.kind, incoming.thread.report) == ("auto_reply", None)


def test_what_cannot_be_read_is_said():
    with pytest.raises(Unparseable):
        take_in(b"X: " + b"x" * 1_000_000, BOTH)
