"""Rules are asked in their order, and add to one decision."""

import pytest

from activities.workflows import standard
from activities.workflows.actions.catalogue import ACTIONS
from activities.workflows.compiling import compiled
from activities.workflows.deciding import decide
from tests.activities.workflows.samples import (
    ORIGIN,
    SOURCES,
    asked,
    facts,
    rule,
    subject,
    to_queue,
)

# Each action, what it makes of the decision, and the words for it.
DONE = [
    (to_queue(1), {"queue": 1}, "to the queue Billing"),
    ({"kind": "priority", "priority": 2}, {"priority": 2}, "priority 2"),
    ({"kind": "template", "template": "7"}, {"template": 7}, "case template Invoice"),
    (
        {"kind": "acknowledge", "text": "Received"},
        {"acknowledgement": "Received"},
        "acknowledge with “Received”",
    ),
    ({"kind": "tag", "tag": " money  first "}, {"tags": ("money first",)}, "tag “ money  first ”"),
    (
        {"kind": "redirect", "address": "a@b.test"},
        {"redirects": ("a@b.test",)},
        "redirect to a@b.test",
    ),
    ({"kind": "drop"}, {"dropped": True}, "drop it: kept, closed, in no queue"),
    ({"kind": "stop"}, {"stopped": True}, "stop"),
]


@pytest.mark.parametrize(("action", "expected", "words"), DONE)
def test_every_action_decides_one_thing(action, expected, words):
    decision = asked([rule(subject("parcel"), then=[action])], facts())
    assert {name: getattr(decision, name) for name in expected} == expected
    assert ACTIONS[action["kind"]].words(action, SOURCES) == words


def test_every_kind_of_action_has_been_tried():
    assert ACTIONS.keys() == {action["kind"] for action, _, _ in DONE}


def test_a_later_rule_replaces_the_queue_and_adds_tags():
    first = rule(subject("parcel"), then=[to_queue(1), {"kind": "tag", "tag": "a"}])
    second = rule(subject("where"), then=[to_queue(2), {"kind": "tag", "tag": "b"}])
    decision = asked([first, second], facts())
    assert (decision.queue, decision.tags) == (2, ("a", "b"))


@pytest.mark.parametrize("last", ["stop", "drop"])
def test_after_a_stop_or_a_drop_no_rule_is_asked(last):
    first = rule(subject("parcel"), then=[to_queue(1), {"kind": last}])
    decision = asked([first, rule(subject("parcel"), then=[to_queue(2)])], facts())
    assert (decision.queue, len(decision.trail)) == (1, 1)


def test_a_rule_that_is_off_is_not_asked_and_keeps_its_number():
    rules = [rule(subject("parcel"), enabled=False), rule(subject("parcel"), name="On")]
    assert [(one.number, one.rule) for one in asked(rules, facts()).trail] == [(2, "On")]


def test_the_trail_says_which_rule_held_and_in_what():
    (fired,) = asked([rule(subject("PARCEL"), name="Parcels", then=[to_queue(1)])], facts()).trail
    assert (fired.origin, fired.rule) == (ORIGIN, "Parcels")
    assert fired.why == "Subject contains “PARCEL”: Where is my parcel?"
    assert fired.did == ({"kind": "queue", "queue": "1"},)


AUTOMATIC = {"Auto_Submitted": "auto-replied", "Subject": "Out of office: parcel"}


def test_exceptions_pass_by_rules_that_do_not_ask_for_them():
    general = rule(subject("parcel"), then=[to_queue(1)])
    assert decide(facts(**AUTOMATIC), compiled([general], ORIGIN)).queue is None
    told = rule(subject("parcel"), then=[to_queue(1)], exceptions=True)
    assert decide(facts(**AUTOMATIC), compiled([told], ORIGIN)).queue == 1


def test_the_standard_start_workflow_sends_exceptions_to_their_queue():
    rules = standard.rules(9)
    assert decide(facts(**AUTOMATIC), rules).queue == 9
    assert decide(facts(), rules).queue is None
    assert standard.rules(None) == ()
