"""Opening, touching and ending incidents; whoever sees trouble calls `report`, as often as it is seen.

It must not talk to anybody: notices are written down here and delivered elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from aliases.directions import Direction
from aliases.incidents import notices
from aliases.incidents.models import Incident, Kind, Maintenance

# Good runs in a row that end an incident; or one, and no bad one for so long.
GOOD_RUNS = 2
NOT_BY_RUNS = (Kind.CLEAN_UP, Kind.LOOP, Kind.SCANNER)
GOOD_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with whom. Without ``alias`` and department it is the installation's: nodes.

    ``department_id`` is for what no alias is to blame for.
    """

    kind: Kind
    subject: str
    words: str
    answer: str = ""
    remedy: str = ""
    alias: Any = None
    direction: str = ""
    department_id: int | None = None
    # Tells apart what else would have one key.
    mark: str = ""

    @property
    def key(self) -> str:
        about = f"alias {self.alias.pk} {self.direction}" if self.alias else self.subject
        if self.department_id is not None:
            about = f"department {self.department_id} {about}"
        if self.mark:
            about = f"{self.mark} {about}"
        return f"{self.kind.value} {about}"[:200]


def report(trouble: Trouble, now: datetime) -> Incident | None:
    """The open incident about ``trouble``, opened where there is none; None in a maintenance window."""
    seen = {
        "words": trouble.words,
        "answer": trouble.answer,
        "remedy": trouble.remedy,
        "last_at": now,
        "good_runs": 0,
        "good_at": None,
        "times": F("times") + 1,
    }
    known = Incident.objects.open().filter(key=trouble.key)
    if known.update(**seen):
        return known.first()
    if Maintenance.objects.covers(
        alias=trouble.alias,
        direction=trouble.direction,
        now=now,
        department_id=trouble.department_id,
    ):
        return None
    try:
        with transaction.atomic():
            return _open(trouble, now)
    except IntegrityError:
        # Somebody else has opened it at this moment.
        return known.first()


def _open(trouble: Trouble, now: datetime) -> Incident:
    alias = trouble.alias
    incident = Incident.objects.create(
        key=trouble.key,
        kind=trouble.kind,
        department_id=alias.department_id if alias else trouble.department_id,
        alias=alias,
        direction=trouble.direction,
        subject=trouble.subject,
        words=trouble.words,
        answer=trouble.answer,
        remedy=trouble.remedy,
        opened_at=now,
        last_at=now,
    )
    notices.write(incident, notices.Occasion.OPENED, now)
    return incident


def good_run(alias_id: int, direction: Direction, now: datetime) -> None:
    """Notes that a run went well: the second in a row ends what is open about that way."""
    # What the run itself says nothing about is ended by who told of it.
    mine = Incident.objects.open().about(alias_id, direction).exclude(kind__in=NOT_BY_RUNS)
    if not mine.update(good_runs=F("good_runs") + 1, good_at=now):
        return
    for incident in mine.filter(good_runs__gte=GOOD_RUNS):
        end(incident, now)


def end_settled(now: datetime) -> None:
    """Ends those that one good run followed and nothing bad for a while: few mails, few runs."""
    for incident in Incident.objects.open().filter(good_at__lte=now - GOOD_FOR):
        end(incident, now)


def end_by_key(key: str, now: datetime) -> None:
    """Ends the open incident with this key, where there is one (see Trouble.key)."""
    for incident in Incident.objects.open().filter(key=key):
        end(incident, now)


def end_quietly(incident: Incident, now: datetime) -> None:
    """Closes what another incident has taken the place of: its end is no news."""
    Incident.objects.open().filter(pk=incident.pk).update(closed_at=now)


def end(incident: Incident, now: datetime) -> None:
    """Closes it, once, and tells those who were told that it had begun."""
    with transaction.atomic():
        if Incident.objects.open().filter(pk=incident.pk).update(closed_at=now):
            notices.write(incident, notices.Occasion.ENDED, now)
