"""The files that go with an outgoing activity: kept once, byte for byte, and what was not let go."""

from collections.abc import Iterator

from django.db import models

from attachments import outbound
from attachments.held import BlockedAttachment
from departments.written_once import Once
from wire.compose import File


class OutgoingFile(Once):
    """A file of an outbound activity, as it goes at every attempt."""

    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=500, blank=True)
    content_type = models.CharField(max_length=255, blank=True)
    content_id = models.CharField(max_length=255, blank=True)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ("activity", "number")
        constraints = (
            models.UniqueConstraint(fields=("activity", "number"), name="outgoing_file_once"),
        )

    def __str__(self) -> str:
        return self.name or f"file {self.number}"


def keep(activity_id: int, checked: outbound.Checked, *, alias_id: int, department_id: int) -> None:
    """Stores what goes, and a record of each file that does not; in the caller's transaction."""
    OutgoingFile.objects.bulk_create(_rows(activity_id, checked))
    outbound.record(checked, department_id, alias_id=alias_id, activity_id=activity_id)


def of(activity_id: int) -> tuple[File, ...]:
    """What goes with the mail, in order."""
    found = OutgoingFile.objects.filter(activity=activity_id)
    return tuple(
        File(one.name, one.content_type, bytes(one.content), one.content_id) for one in found
    )


def not_sent(activity_id: int) -> list[BlockedAttachment]:
    """What was left out of the mail, with the reason (AT-6)."""
    return list(BlockedAttachment.objects.left_out().filter(activity=activity_id).order_by("pk"))


def _rows(activity_id: int, checked: outbound.Checked) -> Iterator[OutgoingFile]:
    for number, file in enumerate(checked.kept, 1):
        yield OutgoingFile(
            activity_id=activity_id,
            number=number,
            name=file.name,
            content_type=file.content_type[:255],
            content_id=file.content_id,
            size=len(file.content),
            content=file.content,
        )
