"""What may not be saved is refused at the place where it was typed."""

import pytest

from activities.workflows.checking import MOST_PARTS, MOST_RULES, errors_in
from tests.activities.workflows.samples import SOURCES, rule, subject, to_queue


def nested(depth: int) -> dict:
    return subject("x") if depth == 0 else {"kind": "all", "of": [nested(depth - 1)]}


WRONG = [
    (rule(subject("x"), name=" "), "0.name"),
    (rule(subject("x"), name="x" * 101), "0.name"),
    (rule(), "0.when.of"),
    (rule(subject(" ")), "0.when.of.0.value"),
    (rule(subject("x" * 501)), "0.when.of.0.value"),
    (rule(subject("x", "sounds like")), "0.when.of.0.operator"),
    (rule(subject("x", "")), "0.when.of.0.operator"),
    (rule(subject("(", "matches")), "0.when.of.0.value"),
    (rule(subject("(?=a)", "matches")), "0.when.of.0.value"),
    (rule(subject("(a{500}){500}", "matches")), "0.when.of.0.value"),
    (rule(subject("x", "domain")), "0.when.of.0.operator"),
    (rule({"kind": "moon"}), "0.when.of.0.kind"),
    (rule({"kind": "size", "operator": "over", "kilobytes": "1"}), "0.when.of.0.kilobytes"),
    (rule({"kind": "size", "operator": "over", "kilobytes": 0}), "0.when.of.0.kilobytes"),
    (rule({"kind": "subtype", "values": []}), "0.when.of.0.values"),
    (rule({"kind": "subtype", "values": ["permanent"]}), "0.exceptions"),
    (
        rule({"kind": "header", "name": "a b", "operator": "is", "value": "x"}),
        "0.when.of.0.name",
    ),
    (rule({"kind": "any", "of": [subject("")]}), "0.when.of.0.of.0.value"),
    (rule(nested(5)), "0.when.of.0.of.0.of.0"),
    (rule(*[subject("x")] * (MOST_PARTS + 1)), "0.when"),
    (rule(subject("x"), then=[to_queue(99)]), "0.then.0.queue"),
    (rule(subject("x"), then=[{"kind": "queue", "queue": ""}]), "0.then.0.queue"),
    (rule(subject("x"), then=[{"kind": "priority", "priority": 6}]), "0.then.0.priority"),
    (rule(subject("x"), then=[{"kind": "tag", "tag": "a, b"}]), "0.then.0.tag"),
    (rule(subject("x"), then=[{"kind": "redirect", "address": "nobody"}]), "0.then.0.address"),
    (rule(subject("x"), then=[{"kind": "acknowledge", "text": "Gone"}]), "0.then.0.text"),
    (rule(subject("x")) | {"then": []}, "0.then"),
    (rule(subject("x") | {"more": 1}), "0.when.of.0"),
    (rule(subject("x")) | {"when": subject("x")}, ""),
    (rule(subject("x")) | {"more": 1}, ""),
    ({"name": "x"}, ""),
    ("x", ""),
]


@pytest.mark.parametrize(("wrong", "path"), WRONG)
def test_an_error_stands_at_its_field(wrong, path):
    assert list(errors_in([wrong], SOURCES)) == [path]


def test_every_error_is_named_at_once():
    both = [rule(subject("x")), rule(subject(""), name="", then=[to_queue(99)])]
    assert set(errors_in(both, SOURCES)) == {"1.name", "1.when.of.0.value", "1.then.0.queue"}


@pytest.mark.parametrize("wrong", [None, {}, "x", 3, [rule(subject("x"))] * (MOST_RULES + 1)])
def test_what_is_no_list_of_rules_is_refused_as_a_whole(wrong):
    assert list(errors_in(wrong, SOURCES)) == [""]


def test_no_rules_are_rules():
    assert errors_in([], SOURCES) == {}
