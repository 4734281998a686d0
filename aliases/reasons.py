"""The reason of a change that is not made on the form of one alias (OR-8)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model

from departments.trail import asks_reason


class ReasonForm(forms.Form):
    """Asks for a reason, which a partition of one of ``aliases`` (or of their account) may require."""

    reason = forms.CharField(
        label="Reason for this change",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is kept in the history.",
        error_messages={"required": "Say why: this partition keeps the reason of each change."},
    )

    def __init__(self, *args: Any, aliases: Iterable[Model], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = any(asks_reason(one) for one in aliases)
