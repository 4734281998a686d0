"""What a merge of two people has moved, so that it can be undone."""

from django.db import models
from django.utils import timezone


class Merge(models.Model):
    """``moved`` has the ids by relation; ``changed`` the kept person's fields: before and after."""

    kept = models.ForeignKey("contacts.Person", models.CASCADE, related_name="merges")
    gone = models.ForeignKey("contacts.Person", models.CASCADE, related_name="ends")
    by = models.ForeignKey("departments.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    moved = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.gone} into {self.kept}"
