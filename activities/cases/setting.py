"""People and workflows change what a case says beside its mail. In the caller's transaction."""

import re
from collections.abc import Iterable, Sequence

from activities.cases import priority
from activities.cases.values import UNDECIDED
from activities.models import Activity, Case, CaseTag
from activities.queues.columns import OPEN

MOST_TAGS = 50
LONGEST = 50


def words_of(text: str) -> list[str]:
    """The tags of a text: small letters, each once; commas, semicolons and line ends separate them."""
    found = (" ".join(one.split()).lower() for one in re.split(r"[,;\n]", text))
    return list(dict.fromkeys(one for one in found if one))


def tag(cases: Iterable[int], words: Sequence[str]) -> None:
    """Adds tags to cases; those they have already stay."""
    rows = [CaseTag(case_id=case, word=word[:LONGEST]) for case in cases for word in words]
    CaseTag.objects.bulk_create(rows, ignore_conflicts=True)


def set_tags(case: Case, words: Sequence[str]) -> None:
    """These and no others."""
    case.tags.exclude(word__in=words).delete()
    tag([case.pk], words)


def by_matrix(case: Case) -> int | None:
    """The priority that the partition's matrix gives for the case's impact and urgency."""
    grid = priority.grid_of(case.department.partition_id)
    return priority.by_grid(grid, case.impact, case.urgency)


def move_up(case: Case) -> None:
    """What waits of the case stands where its priority puts it."""
    rows = Activity.objects.filter(OPEN, case=case)
    rows.update(priority=case.priority or UNDECIDED)
