"""What `choices` decides on, from the database: the person's aliases, teams and departments."""

from typing import Any

from activities.models import Activity
from activities.writing import choices, originals
from activities.writing.choices import Candidate, Choices, Place, Rules
from aliases import connections
from aliases.models import Alias
from aliases.rules import split_addresses
from departments.models import Department, Team
from departments.writing import TransferredFrom


def for_writing(user: Any, answers: Activity | None) -> Choices:
    """From which addresses ``user`` may write a new mail, or answer (DI-5)."""
    mine, place = _mine(user, answers), _place(user)
    if answers is None:
        return choices.for_new(mine, place, free=_free_for_new(mine, place))
    gone = not connections.sends(answers.alias)
    department = answers.department
    rules = Rules(
        free=department.choose_from_replies,
        keep=department.transferred_from == TransferredFrom.KEEP,
    )
    facts = originals.answers_of(answers, gone=gone)
    return choices.for_answer(mine, facts, rules=rules, place=place)


def _mine(user: Any, answers: Activity | None) -> list[Candidate]:
    aliases = Alias.objects.visible_to(user).order_by("department__path", "name", "pk")
    rows = list(aliases.present())
    if answers is not None and answers.alias.deleted_at and connections.sends(answers.alias):
        rows += aliases.filter(pk=answers.alias_id)
    return [
        Candidate(
            one.pk,
            one.department_id,
            one.address,
            tuple(split_addresses(one.redirections)),
            one.is_default,
        )
        for one in rows
    ]


def _place(user: Any) -> Place:
    departments = Department.objects.filter(memberships__user=user.pk).order_by("path")
    teams = Team.objects.filter(members=user.pk).order_by("name", "pk")
    defaults = teams.exclude(default_alias=None).values_list("default_alias", flat=True)
    of_teams = teams.exclude(outgoing_aliases=None).values_list("outgoing_aliases", flat=True)
    return Place(
        tuple(departments.values_list("pk", flat=True)),
        tuple(dict.fromkeys(of_teams)),
        tuple(dict.fromkeys(defaults)),
    )


def _free_for_new(mine: list[Candidate], place: Place) -> bool:
    """As the department of the default alias says."""
    default = choices.for_new(mine, place, free=False).default
    if default is None:
        return False
    return Department.objects.filter(aliases=default.alias, choose_from_new=True).exists()
