"""The incoming and the outgoing server of an alias, as columns with the rules of one row.

Fields that do not apply to the chosen protocol are cleared, so that nothing hidden takes effect.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from departments.vault import SecretField
from wire.endpoints import STANDARD_PORTS, Encryption, Protocol

Errors = dict[str, Any]

PORT_RANGE = (MinValueValidator(1), MaxValueValidator(65535))
MEGABYTE = 1024 * 1024


class EncryptionChoice(models.TextChoices):
    NONE = Encryption.NONE.value, "None"
    STARTTLS = Encryption.STARTTLS.value, "STARTTLS"
    TLS = Encryption.TLS.value, "TLS"


class IncomingProtocol(models.TextChoices):
    POP3 = Protocol.POP3.value, "POP3"
    IMAP = Protocol.IMAP.value, "IMAP"


class OutgoingProtocol(models.TextChoices):
    SMTP = "smtp", "SMTP (no authentication)"
    ESMTP = "esmtp", "ESMTP (with authentication)"


class AfterFetch(models.TextChoices):
    DELETE = "delete", "Delete it from the server"
    LEAVE = "leave", "Leave it on the server"
    MOVE = "move", "Move it to a folder"


class WithoutAuthentication(models.TextChoices):
    NEVER = "never", "Never"
    WHEN_REFUSED = "when-refused", "When authentication fails"


def at_least_the_minimum(seconds: int) -> None:
    """The shortest interval is the installation's: a demo may poll more often than a provider likes."""
    if seconds < settings.MINIMUM_INTERVAL_SECONDS:
        words = f"Poll every {settings.MINIMUM_INTERVAL_SECONDS} seconds at the most often."
        raise ValidationError(words)


class IncomingServer(models.Model):
    """Where the mail of an alias comes from."""

    incoming_protocol = models.CharField(
        "Protocol", max_length=10, choices=IncomingProtocol, default=IncomingProtocol.IMAP
    )
    incoming_host = models.CharField("Server", max_length=255)
    incoming_encryption = models.CharField(
        "Encryption", max_length=10, choices=EncryptionChoice, default=EncryptionChoice.TLS
    )
    incoming_port = models.PositiveIntegerField(
        "Port", default=STANDARD_PORTS[Protocol.IMAP, Encryption.TLS], validators=PORT_RANGE
    )
    incoming_user = models.CharField("User name", max_length=255)
    incoming_password = SecretField("Password")
    incoming_allow_clear = models.BooleanField(
        "Allow the password without encryption",
        default=False,
        help_text="Others on the network can read it. Only for servers on a trusted network.",
    )
    incoming_verify = models.BooleanField(
        "Verify the server's certificate",
        default=True,
        help_text="Without it anyone on the way can pose as the server.",
    )
    folder = models.CharField("Folder", max_length=255, default="INBOX")
    interval_seconds = models.PositiveIntegerField(
        "Look for mail every (seconds)",
        default=60,
        validators=(at_least_the_minimum, MaxValueValidator(86400)),
    )
    after_fetch = models.CharField(
        "When a message is stored", max_length=10, choices=AfterFetch, default=AfterFetch.DELETE
    )
    after_fetch_folder = models.CharField("Folder for stored messages", max_length=255, blank=True)
    maximum_megabytes = models.PositiveIntegerField(
        "Largest message (MB)",
        default=50,
        validators=(MinValueValidator(1), MaxValueValidator(1000)),
        help_text="Larger ones are listed with their header and stay on the server.",
    )

    class Meta:
        abstract = True

    @property
    def maximum_bytes(self) -> int:
        return self.maximum_megabytes * MEGABYTE

    def clean_incoming(self) -> Errors:
        """Clears what does not apply, and returns the errors by field."""
        errors: Errors = {}
        if self.incoming_protocol == IncomingProtocol.POP3:
            self.folder = "INBOX"
            if self.after_fetch == AfterFetch.MOVE:
                errors["after_fetch"] = "POP3 knows no folders: delete messages or leave them."
        if self.after_fetch != AfterFetch.MOVE:
            self.after_fetch_folder = ""
        elif not self.after_fetch_folder:
            errors["after_fetch_folder"] = "Name the folder that stored messages are moved to."
        elif self.after_fetch_folder == self.folder:
            errors["after_fetch_folder"] = "This is the folder that mail is retrieved from."
        if self.incoming_encryption != EncryptionChoice.NONE:
            self.incoming_allow_clear = False
        elif not self.incoming_allow_clear:
            errors["incoming_encryption"] = (
                "Without encryption the password travels readable. Choose STARTTLS or TLS, or "
                "allow the password without encryption below."
            )
        return errors


class OutgoingServer(models.Model):
    """Where the mail of an alias leaves by."""

    outgoing_protocol = models.CharField(
        "Protocol", max_length=10, choices=OutgoingProtocol, default=OutgoingProtocol.ESMTP
    )
    outgoing_host = models.CharField("Server", max_length=255)
    outgoing_encryption = models.CharField(
        "Encryption", max_length=10, choices=EncryptionChoice, default=EncryptionChoice.STARTTLS
    )
    outgoing_port = models.PositiveIntegerField(
        "Port", default=STANDARD_PORTS[Protocol.SMTP, Encryption.STARTTLS], validators=PORT_RANGE
    )
    outgoing_user = models.CharField("User name", max_length=255, blank=True)
    outgoing_password = SecretField("Password")
    outgoing_allow_clear = models.BooleanField(
        "Allow the password without encryption",
        default=False,
        help_text="Others on the network can read it. Only for servers on a trusted network.",
    )
    outgoing_verify = models.BooleanField(
        "Verify the server's certificate",
        default=True,
        help_text="Without it anyone on the way can pose as the server.",
    )
    outgoing_without_authentication = models.CharField(
        "Send without authentication",
        max_length=20,
        choices=WithoutAuthentication,
        default=WithoutAuthentication.NEVER,
    )
    outgoing_address = models.EmailField(
        "SMTP address", blank=True, help_text="Where it differs from the address of the alias."
    )
    outgoing_timeout = models.PositiveIntegerField(
        "Time limit (seconds)",
        default=30,
        validators=(MinValueValidator(1), MaxValueValidator(600)),
    )

    class Meta:
        abstract = True

    @property
    def authenticates(self) -> bool:
        return self.outgoing_protocol == OutgoingProtocol.ESMTP

    def clean_outgoing(self) -> Errors:
        """Clears what does not apply, and returns the errors by field."""
        errors: Errors = {}
        if not self.authenticates:
            self.outgoing_user = ""
            self.outgoing_password = ""
            self.outgoing_without_authentication = WithoutAuthentication.NEVER
        elif not self.outgoing_user:
            errors["outgoing_user"] = "ESMTP signs in: type the user name, or choose SMTP."
        if not self.authenticates or self.outgoing_encryption != EncryptionChoice.NONE:
            self.outgoing_allow_clear = False
        elif not self.outgoing_allow_clear:
            errors["outgoing_encryption"] = (
                "Without encryption the password travels readable. Choose STARTTLS or TLS, or "
                "allow the password without encryption below."
            )
        return errors
