"""The email account: a mailbox login by OAuth, shared by one or more aliases (AC-3)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from departments.trail import Trail
from departments.visibility import visible


class Status(models.TextChoices):
    ACTIVE = "active", "Active"
    INACTIVE = "inactive", "Inactive"


class ServerType(models.TextChoices):
    IMAP = "imap", "IMAP and SMTP"
    POP3 = "pop3", "POP3 and SMTP"


class EmailAccountQuerySet(models.QuerySet["EmailAccount"]):
    def visible_to(self, user: Any) -> models.QuerySet["EmailAccount"]:
        return visible(self, user, "department")


class EmailAccount(models.Model):
    """What people set; what the system knows about its tokens stands in its Grant."""

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="email_accounts"
    )
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    application = models.ForeignKey(
        "accounts.OAuthApplication",
        models.PROTECT,
        related_name="email_accounts",
        verbose_name="OAuth application",
    )
    server_type = models.CharField(max_length=10, choices=ServerType, default=ServerType.IMAP)
    address = models.EmailField(
        "mailbox",
        help_text="The address of the mailbox that signs in; another one is refused.",
    )
    history = Trail()

    objects = EmailAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "email account"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("department", "name"),
                name="account_name_once",
                violation_error_message="Another account of the department has this name.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An account has its grant, empty at first, from its first moment on."""
        from accounts.grants import Grant

        super().save(*args, **kwargs)
        Grant.objects.get_or_create(account=self)

    @property
    def active(self) -> bool:
        return self.status == Status.ACTIVE

    def clean(self) -> None:
        if not self.application_id or not self.department_id:
            return
        if self.application.partition_id != self.department.partition_id:
            words = "This application belongs to another partition than the department."
            raise ValidationError({"application": words})
