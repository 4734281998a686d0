"""Who is told of an incident: written down here, in the caller's transaction, once for each occasion.

It must not talk to anybody: aliases.incidents.delivery does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from aliases.incidents.models import Incident, Maintenance
from aliases.incidents.monitors import Monitor
from departments.models import User

# A reminder at most so often while nobody has put the incident aside (P22).
REMIND_AFTER = timedelta(days=1)
NO_ADDRESS = (
    "{person} has no email address, and the partition no default To: add one of them on the page of "
    "the person or of the partition."
)


class Occasion(models.TextChoices):
    OPENED = "opened", "It began"
    REMINDER = "reminder", "It goes on"
    ENDED = "ended", "It is over"


class Channel(models.TextChoices):
    EMAIL = "email", "Email"
    WEBHOOK = "webhook", "Webhook"


class State(models.TextChoices):
    QUEUED = "queued", "Waiting"
    SENT = "sent", "Told"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Not needed any more"


BEGINNINGS = (Occasion.OPENED, Occasion.REMINDER)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def queued(self) -> Self:
        return self.filter(state=State.QUEUED)

    def free(self, now: datetime) -> Self:
        """Queued, and in nobody's hands."""
        return self.queued().filter(Q(leased_until=None) | Q(leased_until__lte=now))

    def tellable(self, now: datetime) -> Self:
        """Free, and if it is of an end, the target knows of the beginning."""
        told = _beginnings_of_the_same().filter(state=State.SENT)
        return self.free(now).filter(~Q(occasion=Occasion.ENDED) | Exists(told))

    def due(self, now: datetime) -> Self:
        """To be tried now. While a partition's server rests after a failure, none of its mails."""
        resting = self.queued().filter(server_failed=True, next_try_at__gt=now)
        server = "monitor__department__partition"
        return (
            self.tellable(now)
            .filter(next_try_at__lte=now)
            .exclude(Q(channel=Channel.EMAIL) & Q(**{f"{server}__in": resting.values(server)}))
        )


class Notice(models.Model):
    """One target told on one occasion of one incident."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="notices")
    occasion = models.CharField(max_length=10, choices=Occasion)
    # Of a reminder: which day of the incident it is for. Else 0.
    day = models.PositiveIntegerField(default=0)
    channel = models.CharField(max_length=10, choices=Channel)
    # The monitor that names the target; its webhook and its partition's server are used.
    monitor = models.ForeignKey(Monitor, models.SET_NULL, null=True, related_name="notices")
    target = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    # Held by one deliverer until then; the claim says by which.
    leased_until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=32, blank=True)
    error = models.TextField(blank=True)
    # The last try failed at the partition's server, before the target was named.
    server_failed = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "occasion", "day", "channel", "target", "monitor"),
                name="told_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",), condition=Q(state="queued"), name="queued_notices"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}: {self.incident} to {self.target}"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a notice goes; with an ``error`` it goes nowhere, and the console says why."""

    channel: Channel
    name: str
    monitor_id: int
    error: str = ""


def targets_of(monitors: list[Monitor], department: Any) -> list[Target]:
    """Everybody the monitors name and who may see the department, each address and webhook once."""
    found: dict[tuple[object, ...], Target] = {}
    for monitor in monitors:
        for one in _named(monitor, department):
            webhook = monitor.pk if one.channel == Channel.WEBHOOK else None
            found.setdefault((one.channel, one.name.lower(), webhook), one)
    return list(found.values())


def _named(monitor: Monitor, department: Any) -> Iterator[Target]:
    default_to = monitor.department.partition.default_to
    seeing = User.objects.who_see(department or monitor.department)
    for person in monitor.people.filter(is_active=True, pk__in=seeing.values("pk")):
        address = person.email or default_to
        error = "" if address else NO_ADDRESS.format(person=person)
        yield Target(Channel.EMAIL, address or str(person), monitor.pk, error)
    for address in monitor.further:
        yield Target(Channel.EMAIL, address, monitor.pk)
    if monitor.webhook_url:
        yield Target(Channel.WEBHOOK, monitor.webhook_place, monitor.pk)


def write(incident: Incident, occasion: Occasion, now: datetime) -> None:
    """Queues the notices of ``occasion`` for the people and the webhook chosen by the department."""
    if occasion == Occasion.ENDED:
        _write_ended(incident, now)
        return
    department = incident.department
    found = targets_of(Monitor.objects.telling(department), department)
    day = (now - incident.opened_at) // REMIND_AFTER if occasion == Occasion.REMINDER else 0
    _add(incident, found, occasion=occasion, day=day, now=now)


def _write_ended(incident: Incident, now: datetime) -> None:
    """For those who know, or are being told at this moment, that it began; the others need not."""
    begun = Notice.objects.filter(incident=incident, occasion__in=BEGINNINGS)
    begun.free(now).update(state=State.CANCELLED, next_try_at=None)
    told = begun.filter(state__in=(State.SENT, State.QUEUED), monitor__isnull=False)
    rows = told.values_list("channel", "target", "monitor_id").distinct().order_by("target")
    found = [Target(Channel(channel), name, pk) for channel, name, pk in rows if pk is not None]
    _add(incident, found, occasion=Occasion.ENDED, day=0, now=now)


def _add(
    incident: Incident, targets: list[Target], *, occasion: Occasion, day: int, now: datetime
) -> None:
    rows = [
        Notice(
            incident=incident,
            occasion=occasion,
            day=day,
            channel=one.channel,
            monitor_id=one.monitor_id,
            target=one.name,
            state=State.FAILED if one.error else State.QUEUED,
            error=one.error,
            created_at=now,
            next_try_at=None if one.error else now,
        )
        for one in targets
    ]
    # Two processes may remind at the same moment.
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def remind(now: datetime) -> None:
    """Writes today's reminders of what lasts for a day and more and that nobody has put aside."""
    yesterday = now - REMIND_AFTER
    lately = Notice.objects.filter(
        incident=OuterRef("pk"), occasion__in=BEGINNINGS, created_at__gt=yesterday
    )
    asking = Incident.objects.asking(now).filter(~Exists(lately), opened_at__lte=yesterday)
    for incident in asking.select_related("department", "alias__department__partition"):
        if not Maintenance.objects.covers_incident(incident, now):
            write(incident, Occasion.REMINDER, now)


def cancel_late(now: datetime) -> None:
    """Takes back what is no news any more.

    1. That it began, of incidents that have ended since.
    2. That it is over, for those who after all were not told that it began.
    """
    free = Notice.objects.free(now)
    gone = {"state": State.CANCELLED, "next_try_at": None}
    free.filter(occasion__in=BEGINNINGS, incident__closed_at__isnull=False).update(**gone)
    begun = _beginnings_of_the_same().filter(state__in=(State.SENT, State.QUEUED))
    free.filter(~Exists(begun), occasion=Occasion.ENDED).update(**gone)


def _beginnings_of_the_same() -> models.QuerySet[Notice]:
    """For a subquery: what the same target is told of the same incident's beginning."""
    return Notice.objects.filter(
        incident=OuterRef("incident"),
        channel=OuterRef("channel"),
        target=OuterRef("target"),
        occasion__in=BEGINNINGS,
    )
