"""The form below an exception: a note, an address, and four ways to deal with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from activities import working
from activities.models import Activity, Worked
from activities.working import CannotWork, Deed
from departments.models import Department

SAID = {
    Worked.What.DONE: "It is marked done.",
    Worked.What.SUPPRESSED: "The address is suppressed: writing to it warns.",
    Worked.What.ORDINARY: "It is ordinary mail now.",
}


class WorkForm(forms.Form):
    """`what` is the button that was pressed; only what it needs is asked for."""

    what = forms.ChoiceField(choices=Worked.What)
    named = forms.ChoiceField(label="Address that is reported", required=False)
    address = forms.EmailField(
        label="Corrected address", required=False, help_text="For sending the mail again."
    )
    note = forms.CharField(
        label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, activity: Activity, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity, self.user = activity, user
        self.about = working.mail_of(activity)
        self.sends = self.about is not None and user.has_perm("activities.send_mail")
        named = working.addresses_of(activity)
        choices: Any = self.fields["named"]
        choices.choices = [(one, one) for one in named]
        self.lists = bool(named)
        if not self.sends:
            del self.fields["address"]
        if not named:
            del self.fields["named"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        what = cleaned.get("what")
        wants = what == Worked.What.AGAIN and self.sends and "address" not in self.errors
        if wants and not cleaned.get("address"):
            self.add_error("address", "Type the address that the mail is to go to.")
        if what == Worked.What.SUPPRESSED and self.lists and not cleaned.get("named"):
            self.add_error("named", "Choose the address.")
        return cleaned

    def carry_out(self) -> Activity | None:
        """Does it; returns the new mail where one was sent. Raises CannotWork, PermissionDenied."""
        given = self.cleaned_data
        deed = Deed(self.user, given["note"].strip(), timezone.now())
        match given["what"]:
            case Worked.What.AGAIN:
                return self._send(deed)
            case Worked.What.SUPPRESSED if self.lists:
                working.suppressed(self.activity, deed, address=given["named"])
            case Worked.What.SUPPRESSED:
                raise CannotWork("It names no address.")
            case Worked.What.ORDINARY:
                working.ordinary(self.activity, deed)
            case _:
                working.done(self.activity, deed)
        return None

    def _send(self, deed: Deed) -> Activity:
        if not self.user.has_perm("activities.send_mail"):
            raise PermissionDenied
        if self.about is None:
            raise CannotWork("No mail of ours is known that it is about: write a new one.")
        # A report may be linked to mail of a department that is not the person's.
        mine = Department.objects.visible_to(self.user)
        if not mine.filter(pk=self.about.department_id).exists():
            raise PermissionDenied
        return working.again(self.activity, deed, address=self.cleaned_data["address"])


def answer(request: HttpRequest, form: WorkForm) -> HttpResponse | None:
    """Where to go after a deed; None where the form has errors, which it then shows."""
    if not form.is_valid():
        return None
    try:
        mail = form.carry_out()
    except CannotWork as trouble:
        messages.error(request, str(trouble))
        return redirect("admin:activities_exceptionactivity_change", form.activity.pk)
    if mail is not None:
        messages.success(request, "The mail is in the outbox once more. Its fate is shown below.")
        return redirect("admin:activities_activity_change", mail.pk)
    messages.success(request, SAID[form.cleaned_data["what"]])
    return redirect("admin:activities_exceptionactivity_changelist")
