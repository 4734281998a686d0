"""What was seen of each outage: a row of the table. Needs Django set up."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from aliases.incidents.models import Incident
from aliases.incidents.notices import Notice

LONGEST = 30 * 60.0
AGAIN = 1.0


@dataclass
class Row:
    """Times in minutes: from the outage to the light, and from its end to the light's end."""

    outage: str
    light: str = ""
    words: str = ""
    noticed: float = 0.0
    recovered: float = 0.0
    click: bool = False
    incidents: str = ""
    told: str = ""


class Clock:
    """Minutes since it was made."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    @property
    def minutes(self) -> float:
        return (time.monotonic() - self._begun) / 60

    def until(self, happened: Callable[[], bool]) -> float:
        """Waits and returns the minutes. Raises TimeoutError after half an hour."""
        end = time.monotonic() + LONGEST
        while not happened():
            if time.monotonic() > end:
                raise TimeoutError("not so after half an hour")
            time.sleep(AGAIN)
        return self.minutes

    def sleep_until(self, minutes: float) -> None:
        time.sleep(max(minutes - self.minutes, 0) * 60)


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def counted(since: datetime, alias: object = None) -> tuple[str, str]:
    """Kinds of incidents that began since, and how often each occasion was told."""
    mine = Incident.objects.filter(opened_at__gte=since)
    if alias is not None:
        mine = mine.filter(alias=alias)
    kinds = Counter(mine.values_list("kind", flat=True))
    notices = Notice.objects.filter(incident__in=mine, state="sent")
    occasions = Counter(notices.values_list("occasion", flat=True))
    connection.close()
    return _words(kinds), _words(occasions)


def _words(found: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(found.items())) or "none"


def table(rows: Iterable[Row]) -> str:
    """For people, and for a note in Markdown."""
    head = "| outage | light | words | noticed after (min) | back after (min) | click | incidents | told |"
    lines = [head, "|" + " --- |" * 8]
    for row in rows:
        numbers = f"{row.noticed:.1f} | {row.recovered:.1f} | {'yes' if row.click else 'no'}"
        lines.append(
            f"| {row.outage} | {row.light} | {row.words} | {numbers} | {row.incidents} | {row.told} |"
        )
    return "\n".join(lines)
