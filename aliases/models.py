"""The alias: an email address by which customers reach the company."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from simple_history.models import HistoricalRecords

from aliases.incoming import IncomingServer
from aliases.jobs import Direction, Job
from departments.scope import visible
from departments.servers import EncryptionChoice, OutgoingServer


class Status(models.TextChoices):
    ACTIVE = "active", "Active"
    INACTIVE = "inactive", "Inactive"


class AliasQuerySet(models.QuerySet["Alias"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]

    def active(self) -> Self:
        return self.filter(status=Status.ACTIVE)

    def with_jobs(self) -> Self:
        """Adds what the list shows: last retrieved, last sent, the errors, and what waits."""
        retrieving = Job.objects.filter(alias=OuterRef("pk"), direction=Direction.RETRIEVE)
        dispatching = Job.objects.filter(alias=OuterRef("pk"), direction=Direction.DISPATCH)
        waiting = Q(activities__recipients__state__in=("queued", "deferred", "sending"))
        return self.annotate(
            last_retrieved=Subquery(retrieving.values("last_success_at")[:1]),
            retrieving_error=Subquery(retrieving.values("error")[:1]),
            last_sent=Subquery(dispatching.values("last_success_at")[:1]),
            dispatching_error=Subquery(dispatching.values("error")[:1]),
            waiting=Count("activities__recipients", filter=waiting),
        )


class Alias(IncomingServer, OutgoingServer):
    """See SPEC AL-1 to AL-4. Inactive stops retrieving, not dispatching (AL-13)."""

    department = models.ForeignKey("departments.Department", models.PROTECT, related_name="aliases")
    name = models.CharField(
        max_length=100, help_text="Stands as display name in From of the mail that is sent."
    )
    description = models.TextField(blank=True)
    address = models.EmailField("email address", unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["incoming_password", "outgoing_password"])

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "aliases"
        ordering = ("name",)
        permissions = (("test_alias", "Can test connections"),)

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    @property
    def active(self) -> bool:
        return self.status == Status.ACTIVE

    @property
    def unverified(self) -> bool:
        """Whether a server's certificate is accepted unseen; shown in red wherever the alias is."""
        sides = (
            (self.incoming_encryption, self.incoming_verify),
            (self.outgoing_encryption, self.outgoing_verify),
        )
        return any(encryption != EncryptionChoice.NONE and not ok for encryption, ok in sides)

    @property
    def envelope_sender(self) -> str:
        return self.outgoing_address or self.address

    def clean(self) -> None:
        self.address = self.address.lower()
        errors = self.clean_incoming() | self.clean_outgoing()
        if errors:
            raise ValidationError(errors)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """An alias has one job in each direction from its first moment on."""
        super().save(*args, **kwargs)
        for direction in Direction:
            due = timezone.now() if direction == Direction.RETRIEVE else None
            defaults = {"next_due_at": due}
            Job.objects.get_or_create(alias=self, direction=direction, defaults=defaults)
