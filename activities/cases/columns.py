"""What a case is beside its mail, as columns of the case. No decisions."""

from django.db import models

from activities.cases.values import PRIORITIES, Level, Status


class CaseColumns(models.Model):
    """Priority, impact and urgency are None where nobody and no template has said."""

    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(choices=PRIORITIES, null=True, blank=True)
    impact = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    stream = models.CharField(max_length=100, blank=True)
    owner_group = models.ForeignKey(
        "departments.Team",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="owner group",
    )
    owner = models.ForeignKey(
        "departments.User", models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    # Where its mail waits, unless the mail itself was put elsewhere.
    queue = models.ForeignKey(
        "activities.Queue",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="cases",
    )
    template = models.ForeignKey(
        "activities.CaseTemplate",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="cases",
    )

    # Transferred from another department: mail to that alias joins it still.
    came_by = models.ForeignKey(
        "aliases.Alias",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="brought_cases",
    )

    class Meta:
        abstract = True
