"""Directory servers: where they are, how they are asked, and what is taken over (AL-9)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from departments.servers import PORT_RANGE, Errors
from departments.trail import Trail
from departments.vault import SecretField
from departments.visibility import visible
from wire.endpoints import Encryption
from wire.ldap_filters import complaint, not_a_name
from wire.ldap_values import Scope

# Fields of a person, and which of the server's attributes becomes each.
TAKEN_OVER = ("name", "organisation", "title", "telephone")
STATE = ["failures", "failed_at", "not_before", "problem"]


class DirectoryEncryption(models.TextChoices):
    NONE = Encryption.NONE.value, "None"
    STARTTLS = Encryption.STARTTLS.value, "STARTTLS"
    TLS = Encryption.TLS.value, "LDAPS"


class SearchScope(models.TextChoices):
    SUBTREE = Scope.SUBTREE.value, "The base and everything below"
    ONE = Scope.ONE.value, "Right below the base"
    BASE = Scope.BASE.value, "The base alone"


def _limit(default: int, most: int, **options: Any) -> Any:
    checks = (MinValueValidator(1), MaxValueValidator(most))
    return models.PositiveIntegerField(default=default, validators=checks, **options)


def _attribute(default: str, label: str) -> Any:
    return models.CharField(label, max_length=100, blank=True, default=default)


class DirectoryQuerySet(models.QuerySet["Directory"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]

    def ready(self, now: datetime) -> Self:
        """Those that may be asked: enabled, and not waiting after a failure."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=now), enabled=True)

    def down(self) -> Self:
        return self.filter(enabled=True, failures__gt=0)


class Directory(models.Model):
    """A server that knows people: Active Directory, OpenLDAP and others that speak LDAP."""

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="directories"
    )
    name = models.CharField(max_length=100)
    enabled = models.BooleanField(default=True, help_text="Otherwise nobody asks it.")
    host = models.CharField("server", max_length=255)
    encryption = models.CharField(
        max_length=10, choices=DirectoryEncryption, default=DirectoryEncryption.TLS
    )
    port = models.PositiveIntegerField(default=636, validators=PORT_RANGE)
    verify = models.BooleanField(
        "verify the server's certificate",
        default=True,
        help_text="Without it anyone on the way can pose as the server.",
    )
    bind_dn = models.CharField(
        "user",
        max_length=500,
        blank=True,
        help_text="A DN, or name@domain for Active Directory. Empty: nobody signs in.",
    )
    bind_password = SecretField("Password")
    allow_clear = models.BooleanField(
        "allow the password without encryption",
        default=False,
        help_text="Others on the network can read it. Only for servers on a trusted network.",
    )
    base = models.CharField(
        max_length=500, help_text="Below which entry is searched: ou=people,dc=example,dc=org."
    )
    scope = models.CharField(max_length=10, choices=SearchScope, default=SearchScope.SUBTREE)
    filter_template = models.CharField(
        "filter",
        max_length=1000,
        default="(mail={address})",
        help_text="{address}, {local} and {domain} are those of the sender.",
    )
    address_attribute = models.CharField("address", max_length=100, default="mail")
    name_attribute = _attribute("cn", "name")
    organisation_attribute = _attribute("o", "organisation")
    title_attribute = _attribute("title", "title")
    telephone_attribute = _attribute("telephoneNumber", "telephone")
    page_size = _limit(100, 1000, help_text="So many entries are asked for at a time.")
    size_limit = _limit(5, 100, help_text="An address should find one; more are not looked at.")
    timeout = _limit(10, 60, verbose_name="time limit (seconds)")
    # How it went of late; written by who asks it, not by people.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failed_at = models.DateTimeField(null=True, editable=False)
    not_before = models.DateTimeField(null=True, editable=False)
    problem = models.TextField(blank=True, editable=False)
    history = Trail(excluded_fields=["bind_password", *STATE])

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = "directory server"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("department", "name"),
                name="directory_name_once",
                violation_error_message="Another directory server of the department has this name.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def attributes(self) -> Mapping[str, str]:
        """The server's attribute for each field of a person that is taken over."""
        found = {name: str(getattr(self, f"{name}_attribute")).strip() for name in TAKEN_OVER}
        return {name: attribute for name, attribute in found.items() if attribute}

    def clean(self) -> None:
        errors: Errors = {}
        if self.encryption != DirectoryEncryption.NONE or not self.bind_dn:
            self.allow_clear = False
        elif not self.allow_clear:
            errors["encryption"] = (
                "The password would travel readable without encryption. Choose STARTTLS or LDAPS, "
                "or allow it below."
            )
        if words := complaint(self.filter_template):
            errors["filter_template"] = words
        if words := not_a_name(self.base):
            errors["base"] = words
        if not self.attributes:
            errors["name_attribute"] = "Name one attribute at least that is taken over."
        if errors:
            raise ValidationError(errors)


class AliasDirectory(models.Model):
    """Which directory servers are asked about who writes to an alias, in which order."""

    alias = models.ForeignKey("aliases.Alias", models.CASCADE, related_name="asked_directories")
    directory = models.ForeignKey(Directory, models.CASCADE, related_name="asked_for")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("alias", "position")
        constraints = (
            models.UniqueConstraint(fields=("alias", "directory"), name="directory_of_alias_once"),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.directory}"
