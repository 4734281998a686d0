"""A round trip: one test message from an alias to itself, and how far it has come."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

# A message that has not come by then is given up; greylisting mostly takes five minutes.
PATIENCE = timedelta(minutes=10)


class TripState(models.TextChoices):
    SENDING = "sending", "Being sent"
    WAITING = "waiting", "Sent, waiting for the retriever"
    ARRIVED = "arrived", "Arrived"
    FAILED = "failed", "Failed"


class RoundTrip(models.Model):
    """The row is the queue: who moves ``next_try_at`` on may send (see round_trip.claim)."""

    alias = models.ForeignKey("aliases.Alias", models.CASCADE, related_name="round_trips")
    trial = models.ForeignKey(
        "departments.Trial", models.SET_NULL, null=True, related_name="round_trips"
    )
    message_id = models.CharField(max_length=998)
    state = models.CharField(max_length=10, choices=TripState, default=TripState.SENDING)
    begun_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # What the server said last, or why it ended.
    words = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("next_try_at",),
                condition=models.Q(state__in=("sending", "waiting")),
                name="round_trips_under_way",
            ),
        )

    def __str__(self) -> str:
        return f"Round trip of {self.alias}"

    @property
    def seconds(self) -> float:
        """How long it took, or takes already."""
        return ((self.ended_at or timezone.now()) - self.begun_at).total_seconds()

    @property
    def under_way(self) -> bool:
        return self.state in {TripState.SENDING, TripState.WAITING}
