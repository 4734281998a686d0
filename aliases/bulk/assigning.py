"""Giving many aliases to other service instances: what is asked, and what it does to each."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction

from aliases import assigning
from aliases.assigning import COLUMN
from aliases.bulk.plans import Line
from aliases.directions import Direction
from aliases.instances import ServiceInstance
from aliases.models import Alias

UNCHANGED, NONE = "", "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """The instance of one direction; None: none at all."""

    direction: Direction
    instance: ServiceInstance | None


class AssignForm(forms.Form):
    """Empty leaves things as they are; each choice is of one direction."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = ServiceInstance.objects.visible_to(user).select_related("partition")
        self.instances = {str(one.pk): one for one in seen}
        for direction, name in COLUMN.items():
            mine = [one for one in seen if one.direction == direction]
            choices = [(str(one.pk), f"{one} ({one.partition})") for one in mine]
            self.fields[name] = forms.ChoiceField(
                label=name.capitalize(),
                required=False,
                choices=[(UNCHANGED, "Leave as it is"), *choices, (NONE, "None")],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen():
            raise forms.ValidationError("Nothing would change: choose an instance.")
        return cleaned

    def chosen(self) -> list[Choice]:
        return [
            Choice(direction, self.instances.get(value))
            for direction, name in COLUMN.items()
            if (value := self.cleaned_data.get(name))
        ]


def plan(alias: Alias, chosen: list[Choice]) -> Line:
    changes = [one for one in chosen if getattr(alias, COLUMN[one.direction]) != one.instance]
    if not changes:
        return Line(alias, cannot="It is assigned like this already.")
    for one in changes:
        if one.instance and one.instance.partition_id != alias.department.partition_id:
            return Line(alias, cannot=f"{one.instance} belongs to another partition.")
    return Line(alias, "; ".join(_words(alias, one) for one in changes) + ".")


def _words(alias: Alias, change: Choice) -> str:
    name = COLUMN[change.direction]
    return f"{name.capitalize()}: {getattr(alias, name) or 'none'} → {change.instance or 'none'}"


@transaction.atomic
def apply(alias: Alias, chosen: list[Choice], reason: str) -> None:
    for one in chosen:
        if getattr(alias, COLUMN[one.direction]) != one.instance:
            assigning.assign(alias, one.direction, one.instance, reason)
