"""The message as it came, and the server's copies of it."""

import sys
import threading
from typing import Any, Self

from django.db import models
from django.utils import timezone

from departments.visibility import visible

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


class RawState(models.TextChoices):
    STORED = "stored", "Stored, to be processed"
    FILED = "filed", "Filed as an activity"
    FAILED = "failed", "Failed"
    OVERSIZE = "oversize", "Too large, header only"
    REFUSED = "refused", "Not handed out by the server"
    HELD = "held", "Held: too many of the same sender"
    DISCARDED = "discarded", "Discarded by a person"


# These are not here whole: to process them again is to fetch them again.
NOT_FETCHED = (RawState.OVERSIZE, RawState.REFUSED)


class RawMessageQuerySet(models.QuerySet["RawMessage"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "alias__department")  # type: ignore[return-value]

    def to_process(self) -> Self:
        return self.filter(state=RawState.STORED)

    def on_the_shelf(self) -> Self:
        return self.filter(state__in=(RawState.FAILED, RawState.HELD, *NOT_FETCHED))


class RawMessage(models.Model):
    """One message of an alias, byte for byte, compressed.

    ``digest`` recognises the same message when the server gives it another name (RE-2).
    """

    alias = models.ForeignKey("aliases.Alias", models.PROTECT, related_name="raw_messages")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=RawState, default=RawState.STORED)
    size = models.PositiveBigIntegerField(help_text="Bytes on the server.")
    compressed = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)
    # Counted before each try, so that a message that kills its worker is put aside all the same.
    tries = models.PositiveIntegerField(default=0)
    # How often the database was in trouble while it was filed; that is no try (P15).
    troubles = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    # A person let it pass: it is not held again.
    released = models.BooleanField(default=False)

    # Since when its bytes are gone: the time of retention was over (OP-5).
    purged_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RawMessageQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("alias", "digest"), name="stored_once"),)
        indexes = (
            models.Index(
                fields=("alias", "id"), condition=models.Q(state="stored"), name="raw_to_process"
            ),
            models.Index(fields=("state", "-received_at"), name="raw_by_state"),
            models.Index(
                fields=("received_at",),
                condition=models.Q(purged_at=None, state__in=("filed", "discarded")),
                name="raw_to_purge",
            ),
        )

    def __str__(self) -> str:
        return f"Message {self.pk}"

    # Its bytes, where they were fetched just now.
    fetched: bytes | None = None

    def content(self) -> bytes:
        """The bytes as received; none where their time is over."""
        if self.fetched is not None:
            return self.fetched
        return b"" if self.purged_at else zstd.decompress(self.compressed)


# A new one for each message would cost as much as a short message itself.
_kept = threading.local()
# Takes two thirds of the time of the usual level 3 for half a percent more of bytes.
LEVEL = 2


def compress(content: bytes) -> bytes:
    """A frame of Zstandard (RFC 8878) with its size in it."""
    compressor = _kept.__dict__.pop("one", None) or zstd.ZstdCompressor(level=LEVEL)
    compressor.set_pledged_input_size(len(content))
    found = compressor.compress(content, zstd.ZstdCompressor.FLUSH_FRAME)
    # Not where it was interrupted: it would go on there.
    _kept.one = compressor
    return found


class FailedMessage(RawMessage):
    """The shelf: messages that did not become activities, each with its reason and a way back."""

    class Meta:
        proxy = True
        permissions = (
            ("process_again", "Can process failed messages again"),
            ("discard_failed", "Can discard failed messages"),
            ("download_raw", "Can download raw messages"),
        )


class CleanUp(models.TextChoices):
    PENDING = "pending", "To be removed from the server"
    DONE = "done", "Done"


class ServerCopy(models.Model):
    """The server's name for a message, and whether its copy there is still to be removed."""

    alias = models.ForeignKey("aliases.Alias", models.CASCADE, related_name="server_copies")
    # Empty: the message lay there before the alias was first retrieved, and is left alone (RE-7).
    raw = models.ForeignKey(RawMessage, models.CASCADE, null=True, related_name="copies")
    folder = models.CharField(max_length=255)
    # IMAP: UIDVALIDITY:UID. POP3: the UIDL.
    identity = models.CharField(max_length=255)
    clean_up = models.CharField(max_length=10, choices=CleanUp, default=CleanUp.PENDING)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("alias", "folder", "identity"), name="copy_once"),
        )
        indexes = (
            models.Index(
                fields=("alias", "folder"),
                condition=models.Q(clean_up="pending"),
                name="copies_to_remove",
            ),
        )

    def __str__(self) -> str:
        return f"{self.folder} {self.identity}"


class WaterMark(models.Model):
    """Up to which UID a folder is stored. Moves forward only, with the messages' own commit."""

    alias = models.ForeignKey("aliases.Alias", models.CASCADE, related_name="water_marks")
    folder = models.CharField(max_length=255)
    epoch = models.PositiveBigIntegerField(help_text="UIDVALIDITY")
    number = models.PositiveBigIntegerField(help_text="UID")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("alias", "folder", "epoch"), name="one_water_mark"),
        )

    def __str__(self) -> str:
        return f"{self.folder} {self.epoch}:{self.number}"
