"""The phrases of departments, and the addresses that are not to be written to."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from departments.trail import Trail
from departments.visibility import visible
from exceptions.matching import fold
from exceptions.opt_outs import OptOut
from exceptions.suppressing import Suppression

__all__ = ["DeliveryException", "OptOut", "Provided", "Suppression"]


class PhraseQuerySet(models.QuerySet["DeliveryException"]):
    def of(self, department_id: int) -> Self:
        """Those that hold in the department: the system's, in their order, then its own."""
        found = self.filter(Q(department=None) | Q(department=department_id))
        return found.order_by(models.F("department").asc(nulls_first=True), "pk")

    def visible_to(self, user: Any) -> Self:
        """Those of the person's departments, and the system's, which are in all of them."""
        return self.filter(department=None) | visible(self, user, "department")


class DeliveryException(models.Model):
    """A phrase that marks a delivery exception (DE-1). Without department: in every one (DE-2)."""

    class Type(models.TextChoices):
        ADDRESS = "address", "Address"
        SUBJECT = "subject", "Subject"

    class Failure(models.TextChoices):
        PERMANENT = "permanent", "Permanent"
        TEMPORARY = "temporary", "Temporary"

    department = models.ForeignKey(
        "departments.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delivery_exceptions",
    )
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=7, choices=Type, default=Type.SUBJECT)
    phrase = models.CharField(
        max_length=200,
        help_text="Of a subject any part, of an address what stands before the @. Capitals do not "
        "matter.",
    )
    failure = models.CharField(max_length=9, choices=Failure, default=Failure.PERMANENT)
    history = Trail()

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = "delivery exception"
        ordering = ("type", "name")
        permissions = (("manage_provided", "Can change and delete phrases of the system"),)
        constraints = (
            models.UniqueConstraint(
                "department",
                "type",
                Lower("phrase"),
                name="phrase_once",
                violation_error_message="The department has this phrase already.",
            ),
            models.UniqueConstraint(
                "type",
                Lower("phrase"),
                condition=Q(department=None),
                name="provided_phrase_once",
                violation_error_message="The system provides this phrase already.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.phrase = self.phrase.strip()
        if "@" in self.phrase:
            words = "A phrase has no @: of an address only what stands before it is looked at."
            raise ValidationError({"phrase": words})
        if not fold(self.phrase).strip():
            raise ValidationError({"phrase": "Type the words that are looked for."})
        self._clean_once()

    def _clean_once(self) -> None:
        """Two phrases that find the same are one, in whatever capitals and forms."""
        others = DeliveryException.objects.exclude(pk=self.pk).filter(type=self.type)
        near = others.filter(Q(department=None) | Q(department=self.department_id))
        same = [one for one in near if fold(one.phrase) == fold(self.phrase)]
        if same:
            owner = "The department has" if same[0].department_id else "The system provides"
            raise ValidationError({"phrase": f"{owner} this phrase already, as “{same[0]}”."})


class Provided(models.Model):
    """A phrase of the data file that was loaded once: what a person deleted does not come back."""

    type = models.CharField(max_length=7)
    phrase = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("type", "phrase"), name="loaded_once"),)

    def __str__(self) -> str:
        return self.phrase
