"""What a department says of the From of its mail, as columns (DI-5); applied by the writing desk."""

from django.db import models


class TransferredFrom(models.TextChoices):
    """From whom an activity is answered that came from another department."""

    KEEP = "keep", "The alias by which it came"
    DEFAULT = "default", "The default alias of this department"


class WritingRules(models.Model):
    choose_from_replies = models.BooleanField(
        "people may choose another From in answers",
        default=False,
        help_text="Otherwise an answer leaves from the address by which the mail came.",
    )
    choose_from_new = models.BooleanField(
        "people may choose another From in new mail",
        default=True,
        help_text="Otherwise new mail leaves from the default alias of the team or department.",
    )
    transferred_from = models.CharField(
        "mail transferred from other departments is answered from",
        max_length=7,
        choices=TransferredFrom,
        default=TransferredFrom.KEEP,
        help_text="Nobody writes by an alias of a department they do not belong to: they use the "
        "default alias instead.",
    )

    class Meta:
        abstract = True
