"""Which teams write by the new alias, and which receive its mail (OR-3)."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from aliases.models import Alias
from aliases.wizard.drafts import AliasDraft
from departments.models import Department
from departments.teams import Team

NAMES = ("sending_teams", "receiving_teams")
MAY_CHANGE = "departments.change_team"


class _TeamsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, team: Any) -> str:
        receives = team.incoming_alias
        # Whose mail it receives now is not said: that alias may be hidden from the person.
        taken = "; receives another alias's mail now" if receives else ""
        return f"{team.name} ({team.department}{taken})"


class TeamsForm(forms.Form):
    """Empty for somebody who may not change teams, or sees none."""

    sending_teams = _TeamsField(
        Team.objects.none(), required=False, label="Teams that write by this alias"
    )
    receiving_teams = _TeamsField(
        Team.objects.none(), required=False, label="Teams that receive its mail"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _offered(user)
        for name in NAMES:
            field: Any = self.fields[name]
            field.queryset = choices
            field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        if not choices.exists():
            self.fields.clear()

    def errors_for(self, department: Department | None) -> list[str]:
        """Teams stay within the partition of the alias."""
        if department is None or not self.is_valid():
            return []
        chosen = {team for name in self.fields for team in self.cleaned_data[name]}
        strange = [
            team.name
            for team in sorted(chosen, key=str)
            if team.department.partition_id != department.partition_id
        ]
        words = "{} belongs to another partition than the alias: choose a team of its partition."
        return [words.format(name) for name in strange]

    def assign(self, alias: Alias) -> None:
        """To be called in the transaction that made the alias, with a valid form."""
        for team in self.cleaned_data.get("sending_teams", ()):
            team.outgoing_aliases.add(alias)
            if team.default_alias_id is None:
                team.default_alias = alias
            _save(team, alias)
        for team in self.cleaned_data.get("receiving_teams", ()):
            # Read anew: the same team may just have been saved above.
            team.refresh_from_db()
            team.incoming_alias = alias
            _save(team, alias)


def _save(team: Team, alias: Alias) -> None:
    team._change_reason = f"Chosen when {alias.address} was made."  # type: ignore[attr-defined]
    team.save()


def form_of(user: Any, draft: AliasDraft) -> TeamsForm:
    return TeamsForm({name: draft.values.get(name, []) for name in NAMES}, user=user)


def _offered(user: Any) -> QuerySet[Team]:
    if not user.has_perm(MAY_CHANGE):
        return Team.objects.none()
    departments = Department.objects.visible_to(user)
    teams = Team.objects.filter(department__in=departments.values("pk"))
    return teams.select_related("department__partition", "incoming_alias").order_by("name", "pk")
