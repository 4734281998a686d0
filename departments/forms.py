"""What the forms of settings share: write-only passwords, and the reason of a change.

A stored password is kept where nothing is typed, and never goes to another server.
"""

from typing import Any, ClassVar

from django import forms
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from departments.models import Partition
from departments.trail import partition_of

KEEPS = "Leave it empty to keep the one that is set."
REASON_MISSING = "This partition asks for the reason of each change: say why you make it."

# What a stored password was given for: where one of these changes, it must be typed again.
BOUND_TO = {"host": "server", "port": "port", "user": "user name"}


def password_field(label: str, help_text: str = "") -> forms.CharField:
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}, render_value=False)
    return forms.CharField(
        label=label, required=False, strip=False, widget=widget, help_text=help_text
    )


class WriteOnlyPasswords(forms.ModelForm):  # type: ignore[type-arg]
    """For each direction the form declares ``…_secret`` and ``…_secret_again``.

    A new password is typed in both; empty keeps the old one.
    """

    directions: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for direction in self.directions:
            self._clean_secret(direction)
        return cleaned

    def _clean_secret(self, direction: str) -> None:
        name = f"{direction}_secret"
        typed = self.cleaned_data.get(name, "")
        if typed != self.cleaned_data.get(f"{name}_again", ""):
            self.add_error(f"{name}_again", "The two passwords differ. Type both again.")
        elif typed:
            setattr(self.instance, f"{direction}_password", typed)
        elif not self.signs_in(direction):
            return
        elif not getattr(self.instance, f"{direction}_password"):
            self.add_error(name, "Type the password of this mailbox.")
        elif changed := self.moved(direction):
            words = (
                f"The {' and '.join(changed)} changed: type the password again. A stored password "
                "is never sent to another server."
            )
            self.add_error(name, words)

    def signs_in(self, direction: str) -> bool:
        """Whether the direction needs a password, as the form stands."""
        return direction == "incoming" or self.cleaned_data.get("outgoing_protocol") == "esmtp"

    def moved(self, direction: str) -> list[str]:
        """Which of what the stored password was given for was changed in the form."""
        return [
            label for one, label in BOUND_TO.items() if f"{direction}_{one}" in self.changed_data
        ]


class ReasonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks why, and hands the answer to the history; the page shows it below the other fields."""

    change_reason = forms.CharField(
        label="Reason for this change", required=False, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partition = partition_of(self.instance)
        if partition is not None and partition.requires_reason:
            self.fields["change_reason"].widget.attrs["aria-required"] = "true"
            self.fields["change_reason"].help_text = "This partition asks for it."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reason = cleaned.get("change_reason", "")
        self.instance._change_reason = reason or None
        if not reason and self.has_changed() and self.asks_reason():
            self.add_error("change_reason", REASON_MISSING)
        return cleaned

    def asks_reason(self) -> bool:
        """Whether the partition it stands in, or the one it is put into, asks for a reason."""
        chosen = [self.cleaned_data.get(name) for name in ("partition", "department", "parent")]
        places = [partition_of(one) for one in (self.instance, *chosen) if one is not None]
        return any(isinstance(one, Partition) and one.requires_reason for one in places)
