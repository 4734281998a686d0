"""Who logs in to the console, and which departments they belong to."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q

from departments.trail import Trail

# Columns that change without anybody changing a setting, and what nobody is to read.
UNTRACKED = ["password", "last_login", "one_time_password"]


class PersonQuerySet(models.QuerySet["User"]):
    def who_see(self, department: Any) -> Self:
        """Those who may see the department: members of it or of one above, and superusers."""
        above = [int(one) for one in department.path.strip("/").split("/") if one]
        members = Membership.objects.filter(department__in=above).values("user")
        return self.filter(Q(is_superuser=True) | Q(pk__in=members))

    def members_of(self, departments: Any) -> Self:
        """Those who belong to one of the departments, a query set."""
        members = Membership.objects.filter(department__in=departments.values("pk"))
        return self.filter(pk__in=members.values("user"))


class People(UserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    pass


class User(AbstractUser):
    """Somebody who logs in to the console."""

    one_time_password = models.BooleanField(
        default=False,
        editable=False,
        help_text="The password was made by the installation and shown once.",
    )
    history = Trail(excluded_fields=UNTRACKED, m2m_fields=["groups"])

    objects: ClassVar[People] = People()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ("username",)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.one_time_password = False


class Membership(models.Model):
    """A person belongs to a department, and so sees it and all below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    department = models.ForeignKey(
        "departments.Department", models.CASCADE, related_name="memberships"
    )
    history = Trail()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "department"), name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.department}"
