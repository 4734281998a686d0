"""The form that says what a workflow is tried on."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from activities.models import Activity
from activities.workflows import checking, naming, trying
from activities.workflows.forms import Values
from activities.workflows.stored import Workflow
from aliases.models import Alias

MOST_CHARACTERS = 2_000_000
NOT_READY = "The draft cannot be tried yet: its page says what has to be mended."


def seen_by(user: Any) -> QuerySet[Activity]:
    """The activities that a person may look at."""
    if not user.has_perm("activities.view_activity"):
        return Activity.objects.none()
    return Activity.objects.visible_to(user)


class TryForm(forms.Form):
    """Which rules, for which alias, and on what."""

    alias = forms.ModelChoiceField(Alias.objects.none())
    what = forms.ChoiceField(
        label="Rules", choices=(("draft", "The draft"), ("published", "The published version"))
    )
    activity = forms.IntegerField(
        label="A message that came in",
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text="The number of its activity.",
    )
    message = forms.CharField(
        label="Or a whole message",
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="With its header, as “Download the message as received” gives it.",
    )

    def __init__(self, *args: Any, workflow: Workflow, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workflow, self.user = workflow, user
        mine = Alias.objects.visible_to(user).present().filter(department=workflow.department_id)
        field: Any = self.fields["alias"]
        field.queryset = mine if workflow.shared else mine.filter(workflows=workflow)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = naming.of(self.workflow.department_id)
        if cleaned.get("what") == "draft" and checking.errors_in(self.workflow.draft, names):
            self.add_error("what", NOT_READY)
        if cleaned.get("what") == "published" and not self.workflow.version:
            self.add_error("what", "No version is published yet.")
        return cleaned

    def clean_activity(self) -> Activity | None:
        number = self.cleaned_data["activity"]
        if number is None:
            return None
        found = seen_by(self.user).filter(pk=number, direction="inbound").first()
        if found is None:
            raise ValidationError("There is no message with this number that came in.")
        return found

    def rules(self) -> list[Values]:
        """Those that are tried."""
        if self.cleaned_data["what"] == "draft":
            return list(self.workflow.draft)
        return list(self.workflow.versions.get(number=self.workflow.version).rules)

    def trial(self) -> trying.Trial:
        return trying.trial(self.cleaned_data["alias"], self.workflow, self.rules())
