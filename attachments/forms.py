"""The forms of rules, of the trial of a file, and of the reason for restoring and deleting."""

from typing import Any

from django import forms

from attachments.models import BlockedExtension, DepartmentSettings, PartitionRule
from departments.forms import ReasonForm
from departments.models import Department

MOST_MEGABYTES = 50


class BlockedExtensionForm(ReasonForm):
    class Meta:
        model = BlockedExtension
        fields = ("department", "name", "description", "extension")


class PartitionRuleForm(ReasonForm):
    class Meta:
        model = PartitionRule
        fields = ("partition", "extension", "verdict", "description")


class DepartmentSettingsForm(ReasonForm):
    class Meta:
        model = DepartmentSettings
        fields = (
            "department",
            "scan",
            "block_all",
            "action",
            "inner_extensions",
            "block_closed",
            "without_scanner",
        )


class TryForm(forms.Form):
    """A file name, or a file, and the department whose rules are tried on it."""

    department = forms.ModelChoiceField(Department.objects.none())
    name = forms.CharField(
        label="File name", required=False, max_length=500, strip=False, help_text="As it is sent."
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        max_length=500,
        help_text=f"Up to {MOST_MEGABYTES} MB. It is looked at and not kept.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Department.objects.visible_to(user).select_related("partition")
        field: Any = self.fields["department"]
        field.queryset = departments
        field.initial = departments.first()

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file is not None and file.size > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                f"This file is larger than {MOST_MEGABYTES} MB. Try its name alone."
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("name") and cleaned.get("file") is None:
            raise forms.ValidationError("Type a file name, or choose a file.")
        return cleaned


class WhyForm(forms.Form):
    """Restoring and deleting always say why; a partition cannot do without."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is kept with your name, and never changed.",
        error_messages={"required": "Say why: it is kept with your name."},
    )
