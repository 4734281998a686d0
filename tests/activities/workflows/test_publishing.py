"""Drafts become versions; versions are never lost, and run again when wanted."""

import pytest

from activities.models import WorkflowVersion
from activities.workflows import publishing
from activities.workflows.publishing import Overtaken, Refused
from tests.activities.workflows.making import by, workflow
from tests.activities.workflows.samples import rule, subject

FIRST, SECOND = [rule(subject("one"))], [rule(subject("two"))]


@pytest.fixture
def made(make_alias):
    return workflow(make_alias(), FIRST)


def test_each_publication_is_a_version_with_its_reason(made):
    publishing.publish(made, SECOND, by("Better"))
    made.refresh_from_db()
    assert made.version == 2
    assert [(one.number, one.reason) for one in made.versions.all()] == [
        (2, "Better"),
        (1, "Because"),
    ]
    assert made.history.latest().history_change_reason == "Better"


def test_a_return_publishes_the_former_rules_anew(made):
    publishing.publish(made, SECOND, by())
    publishing.return_to(made, 1, by("It was wrong."))
    made.refresh_from_db()
    latest = made.versions.get(number=3)
    assert (made.version, latest.rules, made.draft) == (3, FIRST, FIRST)
    assert latest.reason == "Return to version 1. It was wrong."


def test_rules_that_are_not_ready_are_not_published(made):
    with pytest.raises(Refused) as refused:
        publishing.publish(made, [rule(subject(""))], by())
    assert list(refused.value.errors) == ["0.when.of.0.value"]
    assert WorkflowVersion.objects.count() == 1


def test_a_draft_need_not_be_ready(made):
    publishing.save_draft(made, [rule(subject(""))], opened=0)
    made.refresh_from_db()
    assert (made.draft, made.version) == ([rule(subject(""))], 1)


def test_two_people_do_not_overwrite_each_other(made):
    publishing.save_draft(made, SECOND, opened=0)
    with pytest.raises(Overtaken):
        publishing.save_draft(made, FIRST, opened=0)
    made.refresh_from_db()
    assert made.draft == SECOND


def test_a_draft_leaves_no_line_in_the_history(made):
    before = made.history.count()
    publishing.save_draft(made, SECOND, opened=0)
    assert made.history.count() == before
