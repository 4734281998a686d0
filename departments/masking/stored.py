"""The masking patterns of a partition as rows."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models

from departments.masking import saving
from departments.masking.errors import Refused
from departments.masking.values import Check, Pattern
from departments.trail import Trail

CHECKS = (
    (Check.NONE.value, "None"),
    (Check.LUHN.value, "Luhn check digit of the whole match"),
    (Check.CARD.value, "Card number: issuer, length and Luhn check digit"),
    (Check.IBAN.value, "IBAN: length of the country and check digits"),
)
# These mean something in HTML or in addresses of the web, or would look like what they replace.
NO_REPLACEMENT = frozenset("<>&\"'=`%/\\.-")


class MaskingPatternQuerySet(models.QuerySet["MaskingPattern"]):
    def of(self, department: Any, direction: str) -> Self:
        """Those that hold in a department, in one direction: ``inbound`` or ``outbound``.

        A pattern of a chosen department holds in those below it, too.
        """
        above = [int(one) for one in department.path.split("/") if one]
        everywhere = models.Q(departments=None)
        here = models.Q(departments__in=above)
        mine = self.filter(partition_id=department.partition_id, active=True, **{direction: True})
        return mine.filter(everywhere | here).distinct()


class MaskingPattern(models.Model):
    """What is made unreadable in the partition's mail."""

    partition = models.ForeignKey(
        "departments.Partition", models.CASCADE, related_name="masking_patterns"
    )
    name = models.CharField(max_length=100)
    active = models.BooleanField(default=True)
    expression = models.TextField(
        "regular expression",
        max_length=saving.MAX_LENGTH,
        help_text="RE2 syntax. Where it has a group (…), only what the first group matches is "
        "covered; (?:…) is no group.",
    )
    replacement = models.CharField(
        "replacement character", max_length=1, default="*", help_text="Covers each character."
    )
    keep_first = models.PositiveSmallIntegerField(
        "keep first", default=0, validators=(MaxValueValidator(20),)
    )
    keep_last = models.PositiveSmallIntegerField(
        "keep last",
        default=0,
        validators=(MaxValueValidator(20),),
        help_text="Characters that stay readable. Where they are more than half of a match, all of "
        "it is covered.",
    )
    check_digits = models.CharField("check", max_length=4, choices=CHECKS, default="", blank=True)
    inbound = models.BooleanField("incoming mail", default=True)
    outbound = models.BooleanField("outgoing mail", default=True)
    departments = models.ManyToManyField(
        "departments.Department",
        related_name="+",
        blank=True,
        help_text="And those below them. None chosen: all departments.",
    )
    history = Trail(m2m_fields=["departments"])

    objects = MaskingPatternQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("partition", "name"), name="masking_name_once"),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.replacement.isdigit() or self.replacement in NO_REPLACEMENT:
            words = "Choose another character, such as * or X."
            raise ValidationError({"replacement": words})
        if not self.inbound and not self.outbound:
            raise ValidationError({"inbound": "Choose incoming mail, outgoing mail, or both."})
        try:
            saving.check(self.rule())
        except Refused as refused:
            raise ValidationError({"expression": str(refused)}) from refused

    def rule(self) -> Pattern:
        """The row as the engine takes it."""
        return Pattern(
            name=self.name,
            expression=self.expression,
            replacement=self.replacement or "*",
            keep_first=self.keep_first or 0,
            keep_last=self.keep_last or 0,
            check=Check(self.check_digits),
        )
