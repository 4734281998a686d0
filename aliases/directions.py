"""The two directions of an alias's mail, as its jobs and service instances name them."""

from django.db import models


class Direction(models.TextChoices):
    RETRIEVE = "retrieve", "Retrieving"
    DISPATCH = "dispatch", "Dispatching"

    @property
    def instance(self) -> str:
        """Which column of an alias names the service instance that does it."""
        return "retriever" if self is Direction.RETRIEVE else "dispatcher"
