"""The forms of queues: their settings, and the buttons below a mail that waits in one."""

from collections.abc import Sequence
from typing import Any

from django import forms

from activities.cases import statuses
from activities.models import Activity, Queue
from activities.queues import transferring, working
from activities.queues.transferring import Target
from activities.working import CannotWork, Deed
from departments.forms import ReasonForm
from departments.models import Department, User

WHAT = [("take", "Take"), ("return", "Return"), ("close", "Close"), ("transfer", "Transfer")]


class QueueForm(ReasonForm):
    """Who works on it sees its department."""

    class Meta:
        model = Queue
        fields = ("department", "name", "description", "teams", "people")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        department = cleaned.get("department") or getattr(self.instance, "department", None)
        if department is None:
            return cleaned
        seeing = User.objects.who_see(department)
        strangers = [one for one in cleaned.get("people") or () if one not in seeing]
        if strangers:
            names = ", ".join(sorted(map(str, strangers)))
            words = f"{names} cannot see {department}. Make them a member of it first (People)."
            self.add_error("people", words)
        return cleaned


def targets(user: Any, activities: Sequence[Activity]) -> list[tuple[str, str]]:
    """Where the mail may go, as choices; exception queues for exceptions alone."""
    queues = transferring.queues_for(user)
    if not all(one.exception_queue for one in activities):
        queues = queues.filter(exceptions=False)
    here = {one.department_id for one in activities}
    if not user.has_perm("activities.transfer_activity"):
        queues = queues.filter(department__in=here)
    others = transferring.departments_for(user, sorted(here))
    found = [(f"q{one.pk}", f"{one} ({one.department})") for one in queues]
    return found + [(f"d{one.pk}", f"The department {one}") for one in others]


def target_of(text: str) -> Target:
    """The meaning of one of the choices."""
    kind, number = text[:1], int(text[1:])
    if kind == "q":
        return Target(queue=Queue.objects.select_related("department__partition").get(pk=number))
    return Target(department=Department.objects.get(pk=number))


class TransferForm(forms.Form):
    """Of one mail or of many."""

    target = forms.ChoiceField(label="To")
    note = forms.CharField(
        label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, user: Any, activities: Sequence[Activity], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.activities = user, activities
        choices: Any = self.fields["target"]
        choices.choices = [("", "Choose"), *targets(user, activities)]


class WorkForm(TransferForm):
    """``what`` is the button that was pressed; only what it needs is asked for."""

    what = forms.ChoiceField(choices=WHAT)
    close_case = forms.BooleanField(label="Close the case as well", required=False)

    def __init__(self, *args: Any, user: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, user=user, activities=[activity], **kwargs)
        self.activity = activity
        self.fields["target"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        asked = cleaned.get("what") == "transfer" and "target" not in self.errors
        if asked and not cleaned.get("target"):
            self.add_error("target", "Choose the queue or department that it is to go to.")
        return cleaned

    def carry_out(self, deed: Deed) -> str:
        """Does it, and says so. Raises CannotWork."""
        match self.cleaned_data["what"]:
            case "take":
                working.take(self.activity, deed)
                return "It is yours now."
            case "return":
                working.give_back(self.activity, deed)
                return "It waits in its queue again."
            case "close":
                return self._close(deed)
            case "transfer":
                target = target_of(self.cleaned_data["target"])
                transferring.transfer([self.activity], target, deed)
                return f"It went to {target}."
        raise CannotWork("Choose what to do.")

    def _close(self, deed: Deed) -> str:
        working.close(self.activity, deed)
        if not self.cleaned_data["close_case"]:
            return "It is closed."
        statuses.close([self.activity.case_id], f"{deed.user} closed it. {deed.words}".strip())
        return "It is closed, and its case."
