"""What a message may be besides ordinary, in words for people (DE-3); words only."""

from django.db import models


class ExceptionKind(models.TextChoices):
    """The subtype of an activity; the values are those of `exceptions.judging.Kind`."""

    PERMANENT = "permanent", "Email – permanent undeliverable"
    TEMPORARY = "temporary", "Email – temporary undeliverable"
    POSSIBLE = "possible", "Possible exception"
    AUTO_REPLY = "auto_reply", "Automatic reply"
    COMPLAINT = "complaint", "Complaint"
    DELAYED = "delayed", "Delayed"
    DELIVERED = "delivered", "Report of delivery"
    RECEIPT = "receipt", "Receipt"


# What says that mail of ours did not arrive, or not yet.
BOUNCES = (ExceptionKind.PERMANENT, ExceptionKind.TEMPORARY, ExceptionKind.DELAYED)

# What somebody has to look at, in the exception queue; and what nobody has to.
FOR_PEOPLE = (*BOUNCES, ExceptionKind.AUTO_REPLY, ExceptionKind.COMPLAINT)
FOR_NOBODY = (ExceptionKind.DELIVERED, ExceptionKind.RECEIPT)

ORDINARY = "Ordinary mail"


def words_of(kind: str) -> str:
    """A kind of `exceptions.judging` in words."""
    return ORDINARY if kind == "ordinary" else str(ExceptionKind(kind).label)
