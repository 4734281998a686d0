"""What would have been sent, had the partition not been in training mode (DI-3)."""

from django.db import models

from departments.written_once import Once


class KeptCopy(Once):
    """One copy of a mail written in training: its envelope and its bytes."""

    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="kept_copies")
    number = models.PositiveSmallIntegerField()
    sender = models.CharField(max_length=320, blank=True)
    recipients = models.TextField()
    content = models.BinaryField()

    class Meta:
        default_permissions = ()
        verbose_name_plural = "kept copies"
        ordering = ("activity", "number")
        constraints = (
            models.UniqueConstraint(fields=("activity", "number"), name="kept_copy_once"),
        )

    def __str__(self) -> str:
        return f"copy {self.number}"
