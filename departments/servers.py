"""A server that mail leaves by, as columns with the rules of one row: an alias has one, and a
partition has one for whatever has no alias.

Fields that do not apply to the chosen protocol are cleared, so that nothing hidden takes effect.
"""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from departments.vault import SecretField
from wire.endpoints import STANDARD_PORTS, Encryption, Protocol

Errors = dict[str, Any]

PORT_RANGE = (MinValueValidator(1), MaxValueValidator(65535))


class EncryptionChoice(models.TextChoices):
    NONE = Encryption.NONE.value, "None"
    STARTTLS = Encryption.STARTTLS.value, "STARTTLS"
    TLS = Encryption.TLS.value, "TLS"


class OutgoingProtocol(models.TextChoices):
    SMTP = "smtp", "SMTP (no authentication)"
    ESMTP = "esmtp", "ESMTP (with authentication)"


class WithoutAuthentication(models.TextChoices):
    NEVER = "never", "Never"
    WHEN_REFUSED = "when-refused", "When authentication fails"


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
