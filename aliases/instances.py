"""Service instances: named retrievers and dispatchers, which aliases are assigned to (SV-1).

An instance is a Celery queue. The defaults of all partitions share the queue of their direction,
so that every node serves them; each further instance has a queue, and workers, of its own.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from aliases.directions import Direction
from departments.models import Membership, Partition
from departments.trail import Trail


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a dispatcher works (SV-4); each run reads them anew.

    batch_size: mails claimed at once. sleep: at least so long between two runs for an alias.
    smtp_timeout: seconds, instead of the alias's own; None: the alias's own. by_priority: the mails of
    a batch go by the priority of the alias that the mail they answer came by, then by time queued.
    """

    batch_size: int = 100
    sleep: timedelta = timedelta(0)
    smtp_timeout: float | None = None
    by_priority: bool = False


class InstanceQuerySet(models.QuerySet["ServiceInstance"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the partitions that the person is a member of, in any department."""
        if user.is_superuser:
            return self
        mine = Membership.objects.filter(user_id=user.pk).values("department__partition")
        return self.filter(partition__in=mine)

    def default(self, partition_id: int, direction: Direction) -> "ServiceInstance":
        """The default of a partition, made where there is none yet."""
        names = {Direction.RETRIEVE: "Retriever", Direction.DISPATCH: "Dispatcher"}
        found, _ = self.get_or_create(
            partition_id=partition_id,
            direction=direction,
            is_default=True,
            defaults={"name": names[direction]},
        )
        return found

    def complete(self) -> None:
        """Gives each partition its two defaults."""
        for partition_id in Partition.objects.values_list("pk", flat=True):
            for direction in Direction:
                self.default(partition_id, direction)


class ServiceInstance(models.Model):
    partition = models.ForeignKey(
        "departments.Partition", models.CASCADE, related_name="service_instances"
    )
    direction = models.CharField("kind", max_length=10, choices=Direction)
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    enabled = models.BooleanField(
        default=True, help_text="Stopped instances finish the message in hand and begin no other."
    )
    is_default = models.BooleanField(
        "default", default=False, editable=False, help_text="New aliases join it."
    )
    concurrency = models.PositiveSmallIntegerField(
        default=4,
        validators=(MinValueValidator(1), MaxValueValidator(64)),
        help_text="So many aliases at the same time, on each node.",
    )
    # Of dispatchers alone; see Parameters.
    batch_size = models.PositiveSmallIntegerField(
        "mails in a batch",
        default=Parameters().batch_size,
        validators=(MinValueValidator(1), MaxValueValidator(1000)),
        help_text="So many are taken in hand at once.",
    )
    sleep_minutes = models.PositiveSmallIntegerField(
        "sleep time (minutes)",
        default=0,
        validators=(MaxValueValidator(1440),),
        help_text="Between two runs for an alias. 0: mail goes as soon as it is queued.",
    )
    smtp_timeout = models.PositiveSmallIntegerField(
        "SMTP timeout (seconds)",
        null=True,
        blank=True,
        validators=(MinValueValidator(1), MaxValueValidator(600)),
        help_text="Instead of the time limit of each alias. Empty: as the alias says.",
    )
    by_priority = models.BooleanField(
        "dispatch priority",
        default=False,
        help_text="Answers to mail of aliases with a higher priority go first, then what was "
        "queued first.",
    )
    history = Trail()

    objects = InstanceQuerySet.as_manager()

    class Meta:
        verbose_name = "service instance"
        ordering = ("partition", "direction", "-is_default", "name")
        permissions = (("control_instance", "Can start and stop service instances"),)
        constraints = (
            models.UniqueConstraint(
                fields=("partition", "direction", "name"),
                name="instance_name_once",
                violation_error_message="The partition has an instance of this kind and name.",
            ),
            models.UniqueConstraint(
                fields=("partition", "direction"),
                condition=Q(is_default=True),
                name="one_default_instance",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def queue(self) -> str:
        """The name of its Celery queue."""
        return queue_of(self.direction, None if self.is_default else self.pk)

    @property
    def parameters(self) -> Parameters:
        return Parameters(
            batch_size=self.batch_size,
            sleep=timedelta(minutes=self.sleep_minutes),
            smtp_timeout=float(self.smtp_timeout) if self.smtp_timeout else None,
            by_priority=self.by_priority,
        )

    @property
    def aliases(self) -> models.QuerySet[Any]:
        """Those assigned to it that are not deleted."""
        mine = self.retrieved if self.direction == Direction.RETRIEVE else self.dispatched
        return mine.filter(deleted_at=None)


def parameters_of(alias: Any) -> Parameters:
    """Those of the alias's dispatcher; the usual ones where it has none."""
    return alias.dispatcher.parameters if alias.dispatcher else Parameters()


def queue_of(direction: str, instance_id: int | None) -> str:
    """``instance_id`` is None for a default."""
    return direction if instance_id is None else f"{direction}-{instance_id}"
