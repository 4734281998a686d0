"""The two directions of an alias's mail, as its jobs and service instances name them."""

from django.db import models


class Direction(models.TextChoices):
    RETRIEVE = "retrieve", "Retrieving"
    DISPATCH = "dispatch", "Dispatching"
