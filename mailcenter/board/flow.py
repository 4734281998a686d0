"""Mail in and out, hour by hour over the last day, as the bars of a drawing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import TruncHour
from django.utils import timezone

from activities.models import Activity, Direction, Recipient
from departments.visibility import visible

HOURS = 24
# The drawing's own units.
WIDTH, HEIGHT = 720, 120
SLOT = WIDTH // HOURS
BAR = 11


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Hour:
    begins: datetime
    received: int
    sent: int
    bars: tuple[Bar, Bar]


@dataclass(frozen=True, slots=True)
class Chart:
    hours: tuple[Hour, ...]
    most: int

    @property
    def received(self) -> int:
        return sum(one.received for one in self.hours)

    @property
    def sent(self) -> int:
        return sum(one.sent for one in self.hours)


def chart(user: Any, now: datetime) -> Chart:
    last = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    first = last - timedelta(hours=HOURS - 1)
    came = Activity.objects.visible_to(user).filter(at__gte=first, direction=Direction.INBOUND)
    went = visible(Recipient.objects.filter(sent_at__gte=first), user, "department")
    received: dict[datetime, int] = {}
    sent: dict[datetime, int] = {}
    for way, at, number in _hourly(came, "at", "came").union(_hourly(went, "sent_at", "went")):
        (received if way == "came" else sent)[timezone.localtime(at)] = number
    return draw(last, received, sent)


def draw(last: datetime, received: Mapping[datetime, int], sent: Mapping[datetime, int]) -> Chart:
    """Pure: the bars of the 24 hours up to the one that begins at ``last``."""
    begins = [last - timedelta(hours=HOURS - 1 - number) for number in range(HOURS)]
    pairs = [(received.get(one, 0), sent.get(one, 0)) for one in begins]
    most = max(1, *(number for pair in pairs for number in pair))
    hours = tuple(
        Hour(at, *pair, bars=(_bar(place, 0, pair[0], most), _bar(place, 1, pair[1], most)))
        for place, (at, pair) in enumerate(zip(begins, pairs, strict=True))
    )
    return Chart(hours, most)


def _bar(place: int, which: int, number: int, most: int) -> Bar:
    """Nothing has no bar, and the smallest number one that can be seen."""
    height = max(2, round(HEIGHT * number / most)) if number else 0
    return Bar(place * SLOT + 3 + which * (BAR + 1), HEIGHT - height, height)


def _hourly(rows: QuerySet[Any], column: str, way: str) -> QuerySet[Any, Any]:
    by_hour = rows.order_by().annotate(way=Value(way), hour=TruncHour(column))
    found: QuerySet[Any, Any] = by_hour.values_list("way", "hour").annotate(number=Count("pk"))
    return found
