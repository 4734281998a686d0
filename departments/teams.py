"""Teams: people who work together, and the aliases they write by (OR-3)."""

from typing import Self

from django.db import models

from departments.trail import Trail


class TeamQuerySet(models.QuerySet["Team"]):
    def mute(self) -> Self:
        """Those that cannot write: they have no outgoing alias."""
        return self.filter(outgoing_aliases=None)


class Team(models.Model):
    """By which aliases its members write, and whose mail they receive."""

    department = models.ForeignKey("departments.Department", models.PROTECT, related_name="teams")
    name = models.CharField(max_length=100)
    members = models.ManyToManyField("departments.User", related_name="teams", blank=True)
    outgoing_aliases = models.ManyToManyField(
        "aliases.Alias",
        related_name="sending_teams",
        blank=True,
        help_text="The team writes by these.",
    )
    default_alias = models.ForeignKey(
        "aliases.Alias",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="default_of_teams",
        verbose_name="default outgoing alias",
        help_text="One of the outgoing aliases; where there is only one, it is the default.",
    )
    incoming_alias = models.ForeignKey(
        "aliases.Alias",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="receiving_teams",
        help_text="The team receives its mail.",
    )
    history = Trail(m2m_fields=["members", "outgoing_aliases"])

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("department", "name"), name="team_name_once"),
        )

    def __str__(self) -> str:
        return self.name
