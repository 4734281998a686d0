"""The server that an alias's mail comes from, as columns with the rules of one row.

Fields that do not apply to the chosen protocol are cleared, so that nothing hidden takes effect.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from departments.servers import PORT_RANGE, EncryptionChoice, Errors
from departments.vault import SecretField
from wire.endpoints import STANDARD_PORTS, Encryption, Protocol

MEGABYTE = 1024 * 1024


class IncomingProtocol(models.TextChoices):
    POP3 = Protocol.POP3.value, "POP3"
    IMAP = Protocol.IMAP.value, "IMAP"


class AfterFetch(models.TextChoices):
    DELETE = "delete", "Delete it from the server"
    LEAVE = "leave", "Leave it on the server"
    MOVE = "move", "Move it to a folder"


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
