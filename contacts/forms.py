"""The forms of people: their page, a merge, and a file to import."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from contacts.models import Person, PersonAddress
from departments.forms import REASON_MISSING, ReasonForm
from departments.models import Department, User
from departments.trail import asks_reason

MEGABYTES = 20


class PersonForm(ReasonForm):
    class Meta:
        model = Person
        fields = (
            "department",
            "name",
            "is_user",
            "is_analyst",
            "user",
            "mail_format",
            "organisation",
            "title",
            "telephone",
            "notes",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "notes" in self.fields:
            self.fields["notes"].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        user, department = cleaned.get("user"), cleaned.get("department")
        if user and department and not User.objects.who_see(department).filter(pk=user.pk).exists():
            self.add_error("user", f"{user} cannot see {department}.")
        return cleaned


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    """A line of a person's page; the heading above it is not its label."""

    class Meta:
        model = PersonAddress
        fields = ("address",)
        widgets = {"address": UnfoldAdminEmailInputWidget(attrs={"aria-label": "Address"})}


class MergeForm(forms.Form):
    """Which of the chosen contacts stays, and why."""

    kept = forms.ModelChoiceField(
        Person.objects.none(),
        label="Which stays",
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
        help_text="The others' addresses, cases and mail go to it. It can be undone.",
    )
    reason = forms.CharField(
        label="Reason for this change", required=False, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, chosen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = list(chosen)
        field: Any = self.fields["kept"]
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in self.chosen]).order_by(
            "pk"
        )
        field.label_from_instance = _described

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if not reason and any(asks_reason(one) for one in self.chosen):
            raise forms.ValidationError(REASON_MISSING)
        return reason


class UploadForm(forms.Form):
    department = forms.ModelChoiceField(
        Department.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget
    )
    file = forms.FileField(
        label="CSV file",
        widget=UnfoldAdminFileFieldWidget,
        help_text="Its first line names the columns: name, address, user, analyst, format, "
        "organisation, title, telephone, notes. Only address is needed.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset = Department.objects.visible_to(user).select_related("partition")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                f"The file has more than {MEGABYTES} MB: import it in parts."
            )
        return file


def _described(person: Person) -> str:
    addresses = ", ".join(one.address for one in person.addresses.all()[:3])
    return f"{person} ({addresses or 'no address'}), since {person.made_at:%Y-%m-%d}"
