"""A person who writes or is written to, and their addresses (PE-1)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from contacts.keys import key_of
from departments.models import Format
from departments.trail import Trail
from departments.visibility import visible


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]

    def present(self) -> Self:
        """Those who have not been merged into another."""
        return self.filter(merged_into=None)


class Person(models.Model):
    """A correspondent: a user (customer), an analyst (agent), or both. Belongs to one department."""

    department = models.ForeignKey("departments.Department", models.PROTECT, related_name="people")
    name = models.CharField(max_length=200)
    is_user = models.BooleanField("user", default=True, help_text="A customer: cases are theirs.")
    is_analyst = models.BooleanField(
        "analyst", default=False, help_text="An agent: may stand as the one who logs a case."
    )
    user = models.ForeignKey(
        "departments.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="signs in as",
        help_text="The same person among those who sign in to this console.",
    )
    mail_format = models.CharField(
        "format of mail",
        max_length=4,
        choices=Format,
        blank=True,
        help_text="Empty: as the partition says, which also decides whether this is asked.",
    )
    organisation = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True)
    # Of one that was made for an address that nobody knew: two workers never make two.
    made_for = models.CharField(max_length=320, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="merged"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    history = Trail(excluded_fields=["made_for"])

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        ordering = ("name", "pk")
        permissions = (
            ("merge_people", "Can merge contacts"),
            ("import_people", "Can import contacts"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("department", "made_for"),
                condition=~Q(made_for=""),
                name="person_made_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PersonAddress(models.Model):
    """Several people may share an address: then the first made is who writes."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    address = models.EmailField(max_length=320)
    key = models.CharField(max_length=320, editable=False, db_index=True)

    class Meta:
        verbose_name = "address"
        verbose_name_plural = "addresses"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "key"),
                name="address_of_person_once",
                violation_error_message="This person has this address already.",
            ),
        )

    def __str__(self) -> str:
        return self.address

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = key_of(self.address)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.key = key_of(self.address)
