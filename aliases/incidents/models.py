"""An incident, and the windows of time in which none is opened."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Q

from aliases.directions import Direction
from departments.models import Department, Membership
from departments.trail import Trail
from departments.visibility import departments_of


class Kind(models.TextChoices):
    """The first five are the causes of wire.errors.Cause."""

    PASSING = "passing", "Cannot be reached for the time being"
    REFUSED = "refused", "Connection refused"
    CREDENTIALS = "credentials", "Sign-in refused"
    CONFIGURATION = "configuration", "The settings do not fit the server"
    MESSAGE = "message", "Messages refused"
    STALE = "stale", "Not retrieved for too long"
    WAITING = "waiting", "Too much mail waits to be sent"
    CLEAN_UP = "clean-up", "Messages cannot be removed from the server"
    NODE = "node", "A node is gone"
    NO_NODE = "no-node", "No node serves an instance"
    SCHEDULER = "scheduler", "The scheduler does not tick"
    BROKER = "broker", "Orders do not reach the nodes"
    LAG = "lag", "Work is behind"
    CLOCK = "clock", "A clock is wrong"
    SIGN_IN = "sign-in", "An account needs sign-in"
    EXPIRY = "expiry", "Something expires"
    LOOP = "loop", "Automatic mail was stopped"
    SCANNER = "scanner", "The virus scanner does not answer"
    DIRECTORY = "directory", "A directory server does not answer"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the person's departments; those of the installation for members of a root."""
        if user.is_superuser:
            return self
        of_root = Membership.objects.filter(user_id=user.pk, department__parent=None)
        return self.filter(
            Q(department__in=departments_of(user)) | Q(Exists(of_root), department=None)
        )

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def about(self, alias_id: int, direction: Direction) -> Self:
        return self.filter(alias_id=alias_id, direction=direction)

    def asking(self, now: datetime) -> Self:
        """Open ones that nobody has put aside for the moment."""
        awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
        return self.open().filter(awake, acknowledged_at=None)


class Incident(models.Model):
    # What it is about and its kind, such as "alias 5 retrieve credentials": one is open at a time.
    key = models.CharField(max_length=200, editable=False)
    kind = models.CharField("cause", max_length=15, choices=Kind)
    # None: it is the installation's.
    department = models.ForeignKey(
        "departments.Department", models.CASCADE, null=True, related_name="incidents"
    )
    alias = models.ForeignKey("aliases.Alias", models.CASCADE, null=True, related_name="incidents")
    direction = models.CharField(max_length=10, choices=Direction, blank=True)
    subject = models.CharField("about", max_length=300)
    words = models.TextField("what happens")
    answer = models.TextField("the server said", blank=True)
    remedy = models.TextField("what to do", blank=True)
    opened_at = models.DateTimeField("since")
    last_at = models.DateTimeField("last seen")
    times = models.PositiveIntegerField(default=1)
    # Good runs since the last bad one; two in a row end it.
    good_runs = models.PositiveIntegerField(default=0)
    good_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "departments.User", models.SET_NULL, null=True, related_name="+"
    )
    snoozed_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField("ended", null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-pk")
        permissions = (("handle_incident", "Can acknowledge and snooze incidents"),)
        constraints = (
            models.UniqueConstraint(
                fields=("key",), condition=Q(closed_at=None), name="one_open_incident"
            ),
        )
        indexes = (
            models.Index(
                fields=("alias", "direction"),
                condition=Q(closed_at=None),
                name="open_incidents",
            ),
            # The list: what has not ended first, which is PostgreSQL's place for NULL downwards.
            models.Index(fields=("-closed_at", "-opened_at", "-id"), name="incidents_listed"),
        )

    def __str__(self) -> str:
        return f"{self.subject}: {self.get_kind_display()}"

    @property
    def open(self) -> bool:
        return self.closed_at is None


class MaintenanceQuerySet(models.QuerySet["Maintenance"]):
    def visible_to(self, user: Any) -> Self:
        """An alias's windows with the alias; a partition's to members of its root department."""
        if user.is_superuser:
            return self
        departments = Department.objects.visible_to(user)
        roots = departments.filter(parent=None).values("partition")
        of_all = Q(alias=None, partition__in=roots)
        return self.filter(of_all | Q(alias__department__in=departments.values("pk")))

    def announced_to(self, user: Any) -> Self:
        """Visible ones, and those for everything there is, which say no name of anything."""
        if user.is_superuser:
            return self
        partitions = Department.objects.visible_to(user).values("partition")
        for_all = Q(partition=None) | Q(partition__in=partitions)
        mine = Q(pk__in=self.visible_to(user).values("pk"))
        return self.filter(mine | Q(for_all, alias=None, host=""))

    def now(self, now: datetime) -> Self:
        return self.filter(begins__lte=now, ends__gt=now)

    def covers(
        self, *, alias: Any, direction: str, now: datetime, department_id: int | None = None
    ) -> bool:
        """Whether a window is open for the alias, or for all there is in the department.

        Without either only the windows for everything count.
        """
        windows = self.now(now)
        everything = Q(alias=None, host="")
        if alias is None:
            mine = Q(partition=None)
            if department_id is not None:
                mine |= Q(partition__departments=department_id)
            return windows.filter(mine, everything).exists()
        host = alias.incoming_host if direction == Direction.RETRIEVE else alias.outgoing_host
        mine = Q(partition=None) | Q(partition=alias.department.partition)
        return windows.filter(
            mine, everything | Q(alias=alias) | Q(alias=None, host__iexact=host)
        ).exists()

    def covers_incident(self, incident: Incident, now: datetime) -> bool:
        """Whether nobody is to be reminded of the incident now."""
        return self.covers(
            alias=incident.alias,
            direction=incident.direction,
            now=now,
            department_id=incident.department_id,
        )


class Maintenance(models.Model):
    """While a window is open nobody is told of what it covers; retrieving and sending go on trying."""

    partition = models.ForeignKey(
        "departments.Partition",
        models.CASCADE,
        null=True,
        blank=True,
        help_text="Empty: for all, and for nodes and scheduler as well.",
    )
    alias = models.ForeignKey(
        "aliases.Alias", models.CASCADE, null=True, blank=True, help_text="Empty: for all aliases."
    )
    host = models.CharField(
        "server", max_length=255, blank=True, help_text="Empty: for all servers."
    )
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    history = Trail()

    objects = MaintenanceQuerySet.as_manager()

    class Meta:
        verbose_name = "maintenance window"
        ordering = ("-begins",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")),
                name="window_ends_after_it_begins",
                violation_error_message="The window has to end after it begins.",
            ),
        )

    def __str__(self) -> str:
        about = self.alias or self.host or self.partition or "everything"
        return f"Maintenance of {about}"

    def clean(self) -> None:
        if self.alias_id and self.host:
            raise ValidationError({"host": "Choose an alias or a server, not both."})
