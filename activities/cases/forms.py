"""The forms of a case, of case templates, and of the priority matrix."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from activities.cases import setting, templating
from activities.cases.models import CaseTemplate, PriorityMatrix, PriorityRule, cell
from activities.cases.values import Level
from activities.models import Case
from aliases.models import Alias
from departments.forms import ReasonForm
from departments.models import User

CELLS = tuple(tuple(cell(impact, urgency) for urgency in Level.values) for impact in Level.values)


class CaseForm(ReasonForm):
    """A priority that nobody touches follows impact and urgency where these change."""

    tag_words = forms.CharField(
        label="Tags",
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextInputWidget,
        help_text="With commas between them.",
    )

    class Meta:
        model = Case
        fields = (
            "status",
            "priority",
            "impact",
            "urgency",
            "stream",
            "owner_group",
            "owner",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag_words"].initial = ", ".join(str(one) for one in self.instance.tags.all())
        self._offer("owner", User.objects.who_see(self.instance.department))
        self._offer("owner_group", self.instance.department.teams.all())

    def _offer(self, name: str, rows: Any) -> None:
        """Those of the case's department, as far as the person sees them, and who it is now."""
        if name not in self.fields:
            return
        field: Any = self.fields[name]
        present = getattr(self.instance, f"{name}_id")
        offered = field.queryset.filter(pk__in=rows.values("pk")).values("pk")
        every = field.queryset.model._default_manager
        field.queryset = every.filter(pk__in=offered) | every.filter(pk=present)

    def clean_tag_words(self) -> list[str]:
        words = setting.words_of(self.cleaned_data["tag_words"])
        if len(words) > setting.MOST_TAGS:
            raise forms.ValidationError(f"{setting.MOST_TAGS} tags at most.")
        if long := [one for one in words if len(one) > setting.LONGEST]:
            raise forms.ValidationError(f"“{long[0]}” is longer than {setting.LONGEST} letters.")
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        touched = {"impact", "urgency"} & set(self.changed_data)
        if touched and "priority" not in self.changed_data:
            self.instance.impact = cleaned.get("impact")
            self.instance.urgency = cleaned.get("urgency")
            cleaned["priority"] = setting.by_matrix(self.instance) or cleaned.get("priority")
        return cleaned


class CaseTemplateForm(ReasonForm):
    """What active aliases use stays complete (PE-4)."""

    class Meta:
        model = CaseTemplate
        fields = (
            "department",
            "name",
            "queue",
            "status",
            "priority_rule",
            "priority",
            "impact",
            "urgency",
            "stream",
            "owner_group",
        )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own
        if self.errors or not self.instance.pk:
            return
        using = Alias.objects.active().filter(case_template=self.instance.pk)
        names = ", ".join(using.values_list("address", flat=True)[:5])
        if not names:
            return
        words = templating.trouble(self.instance)
        if words:
            self.add_error("priority_rule", f"Active aliases use it ({names}). {words}")
        if "department" in self.changed_data:
            self.add_error("department", f"Aliases of its department use it: {names}.")


class PriorityMatrixForm(ReasonForm):
    """Nine cells; empty ones are refused while active aliases depend on them (PE-4)."""

    class Meta:
        model = PriorityMatrix
        fields = ("partition", *(name for row in CELLS for name in row))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            for impact in Level.values:
                for urgency in Level.values:
                    if cell(impact, urgency) in self.fields:
                        # The usual one: the sum of both.
                        self.fields[cell(impact, urgency)].initial = impact + urgency - 1

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        empty = [name for row in CELLS for name in row if not cleaned.get(name)]
        if empty and self.instance.pk and _in_use(self.instance.partition_id):
            self.add_error(empty[0], f"Choose one: {NEEDED}")
        return cleaned


NEEDED = "active aliases have case templates whose priority comes from here."


def _in_use(partition: int) -> bool:
    rows = Alias.objects.active().filter(department__partition=partition)
    by_matrix = CaseTemplate.objects.filter(priority_rule=PriorityRule.MATRIX)
    return rows.filter(case_template__in=by_matrix.values("pk")).exists()
