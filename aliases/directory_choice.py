"""Which directory servers an alias asks, in their order: fields of its form and of the wizard (AL-9)."""

from typing import Any

from django import forms
from django.db.models import Q
from unfold.widgets import UnfoldAdminSelectWidget

from aliases.models import Alias
from contacts.models import AliasDirectory, Directory

NAMES = ("directory_1", "directory_2", "directory_3")


def _choice(label: str, help_text: str = "") -> Any:
    return forms.ModelChoiceField(
        Directory.objects.none(),
        label=label,
        required=False,
        empty_label="None",
        widget=UnfoldAdminSelectWidget,
        help_text=help_text,
    )


class ChoosesDirectories(forms.ModelForm):  # type: ignore[type-arg]
    """``viewer`` is set on the class by the page: only servers that they see are offered, and those
    that are chosen already.

    Who sends none of the fields keeps what is chosen.
    """

    viewer: Any = None
    directory_1 = _choice(
        "Directory server that is asked first",
        "New senders are looked up there, after their mail has come in.",
    )
    directory_2 = _choice("then")
    directory_3 = _choice("and then")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = chosen(self.instance)
        mine = Directory.objects.none()
        if self.viewer is not None:
            mine = Directory.objects.visible_to(self.viewer)
        offered = Directory.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=present))
        for number, name in enumerate(NAMES):
            field: Any = self.fields.get(name)
            if field is not None:
                field.queryset = offered.select_related("department__partition")
                field.initial = present[number] if number < len(present) else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        department = cleaned.get("department") or getattr(self.instance, "department", None)
        seen: set[Directory] = set()
        for name in NAMES:
            one = cleaned.get(name)
            if one in seen:
                self.add_error(name, f"{one} is asked before already.")
            elif one and department and not department.path.startswith(one.department.path):
                self.add_error(name, f"{one} belongs to {one.department}, not to {department}.")
            seen |= {one} if one else set()
        return cleaned

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        if not any(self.add_prefix(name) in self.data for name in NAMES):
            return
        wanted = [one for name in NAMES if (one := self.cleaned_data.get(name))]
        if [one.pk for one in wanted] == chosen(self.instance):
            return
        self.instance.directories.clear()
        for position, one in enumerate(wanted, 1):
            self.instance.directories.add(one, through_defaults={"position": position})


def chosen(alias: Alias) -> list[int]:
    """The numbers of the servers that the alias asks, in their order."""
    if not alias.pk:
        return []
    rows = AliasDirectory.objects.filter(alias=alias).order_by("position")
    return list(rows.values_list("directory_id", flat=True))


def of_source(source: Alias) -> dict[str, int]:
    """First values of the form of an alias that is created as ``source``."""
    return dict(zip(NAMES, chosen(source), strict=False))
