"""Partition, department, and who may see which: the tree that everything else hangs from."""

from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from simple_history.models import HistoricalRecords


class User(AbstractUser):
    """Somebody who logs in to the console."""

    one_time_password = models.BooleanField(
        default=False,
        editable=False,
        help_text="The password was made by the installation and shown once.",
    )

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.one_time_password = False


class Partition(models.Model):
    """One customer organisation of an installation."""

    name = models.CharField(max_length=100, unique=True)
    ca_bundle = models.TextField(
        "CA certificates",
        blank=True,
        help_text="Certificates in PEM format that are trusted beside the system's own.",
    )
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.ca_bundle and "-----BEGIN CERTIFICATE-----" not in self.ca_bundle:
            words = "There is no PEM certificate in this text: it starts with -----BEGIN CERTIFICATE-----."
            raise ValidationError({"ca_bundle": words})


class DepartmentQuerySet(models.QuerySet["Department"]):
    def visible_to(self, user: Any) -> Self:
        """The departments that ``user`` is a member of, and those below them."""
        if user.is_superuser:
            return self
        paths = Membership.objects.filter(user_id=user.pk).values_list(
            "department__path", flat=True
        )
        wanted = models.Q(pk__in=[])
        for path in paths:
            wanted |= models.Q(path__startswith=path)
        return self.filter(wanted)


class Department(models.Model):
    """A part of a partition. The department without a parent is the whole partition."""

    partition = models.ForeignKey(Partition, models.PROTECT, related_name="departments")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=500, editable=False, db_index=True, default="")
    history = HistoricalRecords(excluded_fields=["path"])

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        constraints = (
            models.UniqueConstraint(fields=("parent", "name"), name="department_name_once"),
            models.UniqueConstraint(
                fields=("partition",),
                condition=models.Q(parent=None),
                name="one_root_department",
            ),
        )

    def __str__(self) -> str:
        return f"{self.partition} › {self.name}" if self.parent_id else str(self.partition)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps ``path`` (the ids from the root down, each with a closing slash) true."""
        super().save(*args, **kwargs)
        above = self.parent.path if self.parent else "/"
        path = f"{above}{self.pk}/"
        if path == self.path:
            return
        before, self.path = self.path, path
        below = Department.objects.filter(path__startswith=before) if before else []
        for one in below:
            moved = path + one.path[len(before) :]
            Department.objects.filter(pk=one.pk).update(path=moved)
        Department.objects.filter(pk=self.pk).update(path=path)

    def clean(self) -> None:
        if self.parent is None:
            return
        if self.parent.partition_id != self.partition_id:
            words = "The department above belongs to another partition."
            raise ValidationError({"parent": words})
        if self.pk and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": "A department cannot stand below itself."})


class Membership(models.Model):
    """A person belongs to a department, and so sees it and all below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    department = models.ForeignKey(Department, models.CASCADE, related_name="memberships")
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "department"), name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.department}"
