"""Who wants no more mail of a department (AL-7): automatic mail is not sent there, people are warned."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from departments.trail import Trail
from departments.visibility import visible

OPTED_OUT = "This address has opted out already."


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]

    def live(self) -> Self:
        return self.filter(ended_at=None)


class OptOut(models.Model):
    """One address of one department; a line that a person ended stays, with the reason."""

    class Way(models.TextChoices):
        PAGE = "page", "By the page behind the link"
        ONE_CLICK = "one-click", "By the button of a mail program"
        PERSON = "person", "Entered by a person"

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="opt_outs"
    )
    address = models.EmailField("email address", max_length=320)
    way = models.CharField("how", max_length=10, choices=Way, default=Way.PERSON, editable=False)
    # The alias and the mail whose link was used; empty where a person entered it.
    alias = models.ForeignKey(
        "aliases.Alias", models.SET_NULL, null=True, editable=False, related_name="opt_outs"
    )
    activity = models.ForeignKey(
        "activities.Activity", models.SET_NULL, null=True, editable=False, related_name="opt_outs"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        "departments.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    history = Trail()

    objects = OptOutQuerySet.as_manager()

    class Meta:
        verbose_name = "opt-out"
        ordering = ("-since", "-pk")
        permissions = (("end_opt_out", "Can end opt-outs"),)
        constraints = (
            models.UniqueConstraint(
                fields=("department", "address"),
                condition=Q(ended_at=None),
                name="opted_out_once",
                violation_error_message=OPTED_OUT,
            ),
        )

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        self.address = self.address.strip().lower()
        # The form shows no end, so that Django would leave the constraint unasked.
        others = OptOut.objects.live().filter(department=self.department_id, address=self.address)
        if self.ended_at is None and others.exclude(pk=self.pk).exists():
            raise ValidationError({"address": OPTED_OUT})


@transaction.atomic
def opt_out(department_id: int, address: str, *, way: OptOut.Way, mail: Any) -> OptOut:
    """Lists the address, once however often it is asked for. ``mail``: the activity of the link."""
    line, _ = OptOut.objects.get_or_create(
        department_id=department_id,
        address=address.strip().lower(),
        ended_at=None,
        defaults={"way": way, "activity": mail, "alias_id": mail.alias_id},
    )
    return line


def end(line: OptOut, user: Any, *, why: str, now: datetime) -> bool:
    """A person takes the address off the list; False where it was off already."""
    if line.ended_at is not None:
        return False
    line.ended_at, line.ended_by = now, user
    line._change_reason = why  # type: ignore[attr-defined]
    line.save(update_fields=["ended_at", "ended_by"])
    return True


def opted_out(department_id: int, addresses: Collection[str]) -> list[OptOut]:
    """Those of ``addresses`` that want no more mail of the department, by address."""
    wanted = {one.strip().lower() for one in addresses}
    found = OptOut.objects.live().filter(department=department_id, address__in=wanted)
    return list(found.order_by("address"))


def warnings(department_id: int, addresses: Collection[str]) -> list[str]:
    """One sentence for each address that opted out."""
    return [
        f"{one.address} opted out of mail of this department on {one.since:%d %B %Y}."
        for one in opted_out(department_id, addresses)
    ]
