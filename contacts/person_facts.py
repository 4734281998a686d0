"""What stands below the form of a person: their cases and mail, as far as the reader may see them."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery

from contacts.models import Person
from departments.visibility import visible

SHOWN = 20


def facts_of(person: Person, user: Any) -> dict[str, Any]:
    """Cases with a mail of each to open, mail of theirs and of their cases, and merges."""
    facts: dict[str, Any] = {
        "merges": person.merges.filter(undone_at=None).select_related("gone", "by"),
        "waits": hasattr(person, "look_up"),
    }
    if not user.has_perm("activities.view_activity"):
        return facts
    # Reached through the person: this room does not know those above it.
    related: Any = person
    mail: Any = related.activities.model._default_manager
    mine = visible(mail.filter(Q(person=person) | Q(case__person=person)), user, "department")
    newest = visible(mail.filter(case=OuterRef("pk")), user, "department").order_by("-at")
    cases = visible(related.cases.all(), user, "department")
    cases = cases.annotate(mail=Subquery(newest.values("pk")[:1])).exclude(mail=None)
    return facts | {
        "mail": mine.order_by("-at")[:SHOWN],
        "mail_number": mine.count(),
        "cases": cases.order_by("-opened_at")[:SHOWN],
        "case_number": cases.count(),
    }
