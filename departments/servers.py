"""A server that mail leaves by, as columns with the rules of one row: an alias has one, and a
partition has one for whatever has no alias.

Fields that do not apply to the chosen protocol are cleared, so that nothing hidden takes effect.
"""

from functools import partial
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from departments.vault import SecretField
from wire.endpoints import STANDARD_PORTS, Encryption, Protocol
from wire.sasl.choice import available, methods_of
from wire.sasl.method import READABLE, Method

Errors = dict[str, Any]

READABLE_WITHOUT_ENCRYPTION = (
    "With this authentication the password travels readable without encryption. Choose STARTTLS "
    "or TLS, another authentication, or allow the password without encryption below."
)
PORT_RANGE = (MinValueValidator(1), MaxValueValidator(65535))


class EncryptionChoice(models.TextChoices):
    NONE = Encryption.NONE.value, "None"
    STARTTLS = Encryption.STARTTLS.value, "STARTTLS"
    TLS = Encryption.TLS.value, "TLS"


class OutgoingProtocol(models.TextChoices):
    SMTP = "smtp", "SMTP (no authentication)"
    ESMTP = "esmtp", "ESMTP (with authentication)"


def method_choices(protocol: Protocol) -> list[tuple[str, str]]:
    """The authentication methods of a protocol; those that need something installed say so."""
    return [
        (
            method.value,
            f"{method.label} ({reason})" if (reason := available(method)) else method.label,
        )
        for method in methods_of(protocol)
    ]


class Encoding(models.TextChoices):
    ENCODED = "encoded", "UTF-8, encoded for any server"
    PLAIN = "plain", "Plain, unencoded"


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
    outgoing_method = models.CharField(
        "Authentication",
        max_length=20,
        choices=partial(method_choices, Protocol.SMTP),
        default=Method.AUTOMATIC.value,
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
    outgoing_encoding = models.CharField(
        "Encoding", max_length=10, choices=Encoding, default=Encoding.ENCODED
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
            self.outgoing_method = Method.AUTOMATIC.value
        elif not self.outgoing_user:
            errors["outgoing_user"] = "ESMTP signs in: type the user name, or choose SMTP."
        encrypted = self.outgoing_encryption != EncryptionChoice.NONE
        if not self.authenticates or encrypted:
            self.outgoing_allow_clear = False
        elif readable_unasked(self.outgoing_method, allowed=self.outgoing_allow_clear):
            errors["outgoing_encryption"] = READABLE_WITHOUT_ENCRYPTION
        return errors


def readable_unasked(method: str, *, allowed: bool) -> bool:
    """Whether the method would send the password readable over a connection without encryption.

    Automatic never does without leave, so that it may stand.
    """
    return not allowed and Method(method) in READABLE
