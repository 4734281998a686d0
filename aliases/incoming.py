"""The server that an alias's mail comes from, as columns with the rules of one row.

Fields that do not apply to the chosen protocol are cleared, so that nothing hidden takes effect.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from departments.servers import (
    PORT_RANGE,
    READABLE_WITHOUT_ENCRYPTION,
    EncryptionChoice,
    Errors,
    method_choices,
    readable_unasked,
)
from departments.vault import SecretField
from wire.endpoints import STANDARD_PORTS, Encryption, Protocol
from wire.sasl.choice import methods_of
from wire.sasl.method import Method

MEGABYTE = 1024 * 1024


class IncomingProtocol(models.TextChoices):
    POP3 = Protocol.POP3.value, "POP3"
    IMAP = Protocol.IMAP.value, "IMAP"


class Backlog(models.TextChoices):
    """What becomes of the mail that lies in a mailbox when it is retrieved for the first time."""

    NOW = "now", "Leave it: retrieve what comes from now on"
    SINCE = "since", "Retrieve what came since a date"
    EVERYTHING = "everything", "Retrieve everything"


class AfterFetch(models.TextChoices):
    DELETE = "delete", "Delete it from the server"
    LEAVE = "leave", "Leave it on the server"
    MOVE = "move", "Move it to a folder"


def at_least_the_minimum(seconds: int) -> None:
    """The shortest interval is the installation's: a demo may poll more often than a provider likes."""
    if seconds < settings.MINIMUM_INTERVAL_SECONDS:
        words = f"Poll every {settings.MINIMUM_INTERVAL_SECONDS} seconds at the most often."
        raise ValidationError(words)


def incoming_methods() -> list[tuple[str, str]]:
    """POP3 has all that IMAP has, and APOP."""
    return method_choices(Protocol.POP3)


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
    incoming_method = models.CharField(
        "Authentication",
        max_length=20,
        choices=incoming_methods,
        default=Method.AUTOMATIC.value,
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
    watch = models.BooleanField(
        "Let the server say when mail comes (IDLE)",
        default=True,
        help_text="Mail is in within two seconds where the watcher runs, and at the next look else.",
    )
    after_fetch = models.CharField(
        "When a message is stored", max_length=10, choices=AfterFetch, default=AfterFetch.DELETE
    )
    after_fetch_folder = models.CharField("Folder for stored messages", max_length=255, blank=True)
    backlog = models.CharField(
        "Mail already there", max_length=10, choices=Backlog, default=Backlog.NOW
    )
    backlog_since = models.DateField("Since", null=True, blank=True)
    # When the question was settled, at the first retrieval; empty before.
    backlog_settled_at = models.DateTimeField(null=True, blank=True, editable=False)
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
        errors = self.clean_retrieving(pop3=self.incoming_protocol == IncomingProtocol.POP3)
        if self.incoming_encryption != EncryptionChoice.NONE:
            self.incoming_allow_clear = False
        elif readable_unasked(self.incoming_method, allowed=self.incoming_allow_clear):
            errors["incoming_encryption"] = READABLE_WITHOUT_ENCRYPTION
        if Method(self.incoming_method) not in methods_of(Protocol(self.incoming_protocol)):
            name = self.get_incoming_protocol_display()
            errors["incoming_method"] = f"{name} does not have this authentication."
        return errors

    def clean_retrieving(self, *, pop3: bool) -> Errors:
        """The same for what does not depend on the server itself; its protocol is IMAP or POP3."""
        errors: Errors = {}
        if pop3:
            self.folder, self.watch = "INBOX", False
            if self.after_fetch == AfterFetch.MOVE:
                errors["after_fetch"] = "POP3 knows no folders: delete messages or leave them."
        if self.backlog != Backlog.SINCE:
            self.backlog_since = None
        elif self.backlog_since is None:
            errors["backlog_since"] = "Say since which day mail is to be retrieved."
        if self.after_fetch != AfterFetch.MOVE:
            self.after_fetch_folder = ""
        elif not self.after_fetch_folder:
            errors["after_fetch_folder"] = "Name the folder that stored messages are moved to."
        elif self.after_fetch_folder == self.folder:
            errors["after_fetch_folder"] = "This is the folder that mail is retrieved from."
        return errors
