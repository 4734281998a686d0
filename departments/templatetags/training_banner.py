"""The banner of every console page while a partition is in training mode (DI-3)."""

from typing import Any

from django import template
from django.utils import timezone

from departments.models import Department, Partition
from departments.visibility import may_see_training

register = template.Library()


@register.inclusion_tag("departments/training.html", takes_context=True)
def training_partitions(context: dict[str, Any]) -> dict[str, Any]:
    """The partitions in training of which the person sees a department; one query."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_active or not user.is_authenticated:
        return {}
    if not may_see_training(user):
        return {}
    mine = Department.objects.visible_to(user).values("partition")
    found = Partition.objects.filter(pk__in=mine, training=True).only(
        "name", "training", "training_until"
    )
    now = timezone.now()
    may_change = user.has_perm("departments.change_partition")
    return {"partitions": [one for one in found if one.trains(now)], "may_change": may_change}
