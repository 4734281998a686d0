"""The forms of a phrase and of a suppressed address."""

from typing import Any

from departments.forms import ReasonForm
from exceptions.models import DeliveryException, Suppression


class PhraseForm(ReasonForm):
    """A new phrase belongs to a department; those of the system stay in all of them."""

    class Meta:
        model = DeliveryException
        fields = ("department", "name", "description", "type", "phrase", "failure")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "department" in self.fields:
            self.fields["department"].required = True


class SuppressionForm(ReasonForm):
    class Meta:
        model = Suppression
        fields = ("department", "address", "reason", "expires_at")
