"""The values of a case: its state, and the levels that its priority comes from."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Status(models.TextChoices):
    NEW = "new", "New"
    OPEN = "open", "Open"
    WAITING = "waiting", "Waiting for the customer"
    CLOSED = "closed", "Closed"


class Level(models.IntegerChoices):
    HIGH = 1, "High"
    MEDIUM = 2, "Medium"
    LOW = 3, "Low"


# 1 is the most urgent.
PRIORITY_RANGE = (MinValueValidator(1), MaxValueValidator(5))
PRIORITIES = tuple((number, str(number)) for number in range(1, 6))
# Where nobody has decided, mail stands in the middle of its queue.
UNDECIDED = 3
