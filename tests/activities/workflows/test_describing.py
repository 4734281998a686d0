"""Rules in words, and what differs between two versions."""

from activities.workflows import outcomes, standard
from activities.workflows.describing import described, difference
from activities.workflows.outcomes import NOTHING, Difference
from tests.activities.workflows.samples import SOURCES, rule, subject, to_queue

INVOICES = rule(subject("invoice"), name="Invoices", then=[to_queue(1), {"kind": "stop"}])


def test_a_rule_is_told_line_by_line():
    deeper = {
        "kind": "any",
        "of": [subject("a", "starts"), {"kind": "subtype", "values": ["possible"]}],
    }
    assert described([rule(deeper, name="Deep", enabled=False)], SOURCES) == [
        "1. Deep (off)",
        "    All of these hold:",
        "        One of these holds:",
        "            Subject starts with “a”",
        "            Exception subtype Possible exception",
        "    Then: stop",
    ]


def test_the_difference_names_what_came_and_went():
    other = rule(subject("bill"), name="Invoices", then=[to_queue(2)])
    lines = difference([INVOICES], [other], SOURCES)
    told = {(one.how, one.words.strip()) for one in lines}
    assert ("removed", "Then: to the queue Billing; stop") in told
    assert ("added", "Subject contains “bill”") in told
    assert ("same", "1. Invoices") in told
    assert difference([INVOICES], [INVOICES], SOURCES) == []


def test_what_was_deleted_or_is_not_known_any_more_is_still_told():
    old = rule({"kind": "moon"}, name="Old", then=[to_queue(99), {"kind": "sing"}])
    assert described([old], SOURCES)[2:] == [
        "        moon",
        "    Then: to the queue (deleted); sing",
    ]


def test_the_standard_start_workflow_is_told_as_well():
    assert described(standard.stored(1), SOURCES)[-1] == "    Then: to the queue Billing"


def test_two_outcomes_differ_part_by_part():
    after = {**NOTHING, "queue": 1, "tags": ["a", "b"], "dropped": True}
    assert outcomes.differences(NOTHING, after, SOURCES) == [
        Difference("Queue", "the usual one", "Billing"),
        Difference("Tags", "none", "a, b"),
        Difference("Dropped", "no", "yes"),
    ]
