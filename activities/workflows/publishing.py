"""A draft becomes the version that runs, and a former version runs again; each with its reason."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction

from activities.workflows import checking, naming
from activities.workflows.stored import Workflow, WorkflowVersion


class Refused(ValueError):
    """``errors`` by path, as `checking` finds them."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("The rules are not ready to run.")
        self.errors = errors


class Overtaken(Exception):
    """Somebody else has changed the draft since it was opened."""


@dataclass(frozen=True, slots=True)
class By:
    """Who does it, and why."""

    user: Any
    reason: str


def save_draft(workflow: Workflow, rules: list[Any], *, opened: int) -> None:
    """Keeps rules that need not be right yet. ``opened``: number of the draft they began as.

    Raises Overtaken.
    """
    mine = Workflow.objects.filter(pk=workflow.pk, draft_number=opened)
    if not mine.update(draft=rules, draft_number=opened + 1):
        raise Overtaken
    workflow.draft, workflow.draft_number = rules, opened + 1


@transaction.atomic
def publish(workflow: Workflow, rules: list[Any], by: By) -> WorkflowVersion:
    """Makes ``rules`` the version that runs from the next batch of messages. Raises Refused."""
    current = Workflow.objects.select_for_update().get(pk=workflow.pk)
    if errors := checking.errors_in(rules, naming.of(current.department_id)):
        raise Refused(errors)
    last = WorkflowVersion.objects.filter(workflow=current).first()
    version = WorkflowVersion.objects.create(
        workflow=current,
        number=(last.number if last else 0) + 1,
        rules=rules,
        digest=digest(rules),
        user_number=by.user.pk,
        who=str(by.user),
        reason=by.reason,
    )
    current.version = workflow.version = version.number
    current._change_reason = by.reason or None  # type: ignore[attr-defined]
    current.save(update_fields=["version"])
    return version


@transaction.atomic
def return_to(workflow: Workflow, number: int, by: By) -> WorkflowVersion:
    """Publishes the rules of a former version anew, and makes them the draft. Raises Refused."""
    former = WorkflowVersion.objects.get(workflow=workflow, number=number)
    words = f"Return to version {number}. {by.reason}".strip()
    version = publish(workflow, former.rules, By(by.user, words))
    current = Workflow.objects.get(pk=workflow.pk)
    save_draft(workflow, former.rules, opened=current.draft_number)
    return version


def digest(rules: list[Any]) -> str:
    """The same for the same rules."""
    return sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()
