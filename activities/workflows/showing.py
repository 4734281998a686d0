"""What workflows decided on an activity when it came in, in words for its page."""

from dataclasses import dataclass

from activities.models import Activity
from activities.workflows import naming
from activities.workflows.outcomes import did_words
from activities.workflows.stored import Decided


@dataclass(frozen=True, slots=True)
class Line:
    """A rule that held. workflow: its number, 0 for the standard start workflow."""

    workflow: int
    name: str
    version: int
    rule: str
    why: str
    did: str


@dataclass(frozen=True, slots=True)
class Shown:
    lines: list[Line]
    dropped: bool
    notes: list[str]


def shown(activity: Activity) -> Shown | None:
    """None where no rule held."""
    decided = Decided.objects.filter(activity=activity).first()
    if decided is None:
        return None
    names = naming.of(activity.department_id)
    lines = [
        Line(
            workflow=one["origin"]["workflow"],
            name=one["origin"]["name"],
            version=one["origin"]["version"],
            rule=f"{one['number']}. {one['rule']}",
            why=one["why"],
            did=did_words(one["did"], names),
        )
        for one in decided.trail
    ]
    return Shown(lines, decided.dropped, decided.notes.splitlines())
