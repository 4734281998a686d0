"""The forms of workflows, their rules, and texts of acknowledgements."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from activities.workflows.checking import NO_RULES, too_deep
from activities.workflows.stored import AcknowledgementText, Workflow, check_aliases
from activities.workflows.using import workflows_with
from departments.forms import REASON_MISSING, ReasonForm
from departments.trail import asks_reason

# What the column of the draft's number takes.
MOST_DRAFTS = 2**31 - 1


USED = "The workflow {} answers with it: choose another text there first."


class WorkflowForm(ReasonForm):
    """The rules have a page of their own."""

    class Meta:
        model = Workflow
        fields = ("department", "name", "description", "active", "position", "shared", "aliases")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        department = cleaned.get("department") or getattr(self.instance, "department", None)
        if department is not None and "aliases" in cleaned:
            try:
                shared = bool(cleaned.get("shared"))
                check_aliases(department, list(cleaned["aliases"]), shared=shared)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


class TextForm(ReasonForm):
    class Meta:
        model = AcknowledgementText
        fields = ("department", "name", "language", "subject", "text")

    def clean(self) -> dict[str, Any]:
        """Rules name it by its name: one that is used keeps it."""
        cleaned = super().clean()
        former = self.initial.get("name")
        moved = {"name", "language", "department"} & set(self.changed_data)
        if former and moved and not self.initial.get("language"):
            used = workflows_with(self.initial["department"], "acknowledge", former)
            if used:
                self.add_error(moved.pop(), USED.format(used[0]))
        return cleaned


class RulesForm(forms.Form):
    """The rules as the editor sends them; whether they may run is `checking`'s to say."""

    rules = forms.CharField(strip=False)
    opened = forms.IntegerField(min_value=0, max_value=MOST_DRAFTS)
    change_reason = forms.CharField(label="Reason for this change", required=False, max_length=1000)

    def __init__(self, *args: Any, workflow: Workflow, publishes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["change_reason"]
        field.required = publishes and asks_reason(workflow)
        field.error_messages["required"] = REASON_MISSING

    def clean_rules(self) -> list[Any]:
        try:
            found = json.loads(self.cleaned_data["rules"])
        except (ValueError, RecursionError) as error:
            raise ValidationError(NO_RULES) from error
        if not isinstance(found, list) or too_deep(found):
            raise ValidationError(NO_RULES)
        return found
