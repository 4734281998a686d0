"""Where an activity waits and who has it, as columns of the activity. No decisions."""

from django.db import models

from activities.cases.values import PRIORITIES, UNDECIDED

# The most urgent first, then what waits longest.
ORDER = ("priority", "queued_at", "id")
# Neither taken off by closing it, nor out of any queue.
OPEN = models.Q(queue__isnull=False, closed_at=None)


class Waiting(models.Model):
    """In a queue until it is closed; ``taken_by`` says who has it, None where nobody does."""

    queue = models.ForeignKey(
        "activities.Queue",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="activities",
    )
    # Since when it waits in this queue.
    queued_at = models.DateTimeField("waiting since", null=True, blank=True, editable=False)
    taken_by = models.ForeignKey(
        "departments.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="taken_activities",
    )
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The case's: kept here so that an index sorts a long queue.
    priority = models.PositiveSmallIntegerField(
        choices=PRIORITIES, default=UNDECIDED, editable=False
    )

    class Meta:
        abstract = True
