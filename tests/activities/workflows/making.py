"""Workflows and texts as rows."""

from typing import Any

from activities.models import AcknowledgementText, Queue, Workflow
from activities.workflows import publishing
from activities.workflows.publishing import By
from aliases.models import Alias
from departments.models import User


def workflow(alias: Alias, rules: list[dict[str, Any]], **fields: Any) -> Workflow:
    """One that runs for the alias."""
    values = {"department": alias.department, "name": "Flow", "draft": rules}
    made = Workflow.objects.create(**values | fields)
    if not made.shared:
        made.aliases.add(alias)
    publishing.publish(made, rules, by())
    return made


def by(reason: str = "Because") -> By:
    user, _ = User.objects.get_or_create(username="maker")
    return By(user, reason)


def queue(alias: Alias, name: str = "Billing") -> Queue:
    return Queue.objects.create(department=alias.department, name=name)


def text(alias: Alias, words: str = "Dear {name}", **fields: Any) -> AcknowledgementText:
    values = {"department": alias.department, "name": "Received", "text": words}
    return AcknowledgementText.objects.create(**values | fields)
