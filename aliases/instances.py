"""Service instances: named retrievers and dispatchers, which aliases are assigned to (SV-1).

An instance is a Celery queue. The defaults of all partitions share the queue of their direction,
so that every node serves them; each further instance has a queue, and workers, of its own.
"""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from aliases.directions import Direction
from departments.models import Membership, Partition
from departments.trail import Trail


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
    def aliases(self) -> models.QuerySet[Any]:
        """Those assigned to it that are not deleted."""
        mine = self.retrieved if self.direction == Direction.RETRIEVE else self.dispatched
        return mine.filter(deleted_at=None)


def queue_of(direction: str, instance_id: int | None) -> str:
    """``instance_id`` is None for a default."""
    return direction if instance_id is None else f"{direction}-{instance_id}"
