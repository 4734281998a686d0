"""What bulk actions ask: the new servers, and their passwords once it is clear what they are for."""

from typing import Any

from django import forms

from aliases.bulk.servers import DIRECTIONS, PARTS, Move
from aliases.reasons import ReasonForm
from departments.forms import password_field
from departments.servers import PORT_RANGE, EncryptionChoice

UNCHANGED = [("", "Leave as it is"), *EncryptionChoice.choices]


def _port(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, validators=PORT_RANGE)


class ServersForm(forms.Form):
    """Empty leaves a value as it is."""

    incoming_host = forms.CharField(label="Incoming server", required=False, max_length=255)
    incoming_port = _port("Incoming port")
    incoming_encryption = forms.ChoiceField(
        label="Incoming encryption", required=False, choices=UNCHANGED
    )
    outgoing_host = forms.CharField(label="Outgoing server", required=False, max_length=255)
    outgoing_port = _port("Outgoing port")
    outgoing_encryption = forms.ChoiceField(
        label="Outgoing encryption", required=False, choices=UNCHANGED
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.changes():
            raise forms.ValidationError("Nothing would change: type a server, a port or both.")
        return cleaned

    def changes(self) -> dict[str, Any]:
        names = [f"{direction}_{part}" for direction in DIRECTIONS for part in PARTS]
        return {name: value for name in names if (value := self.cleaned_data.get(name))}


class PasswordsForm(ReasonForm):
    """Only where a server changes; what is left empty makes aliases inactive."""

    incoming_secret = password_field("Password of the mailboxes", "The same for all of them.")
    incoming_secret_again = password_field("Password of the mailboxes again")
    outgoing_secret = password_field("Password for sending", "The same for all of them.")
    outgoing_secret_again = password_field("Password for sending again")

    def __init__(self, *args: Any, changes: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for direction in DIRECTIONS:
            if not {f"{direction}_host", f"{direction}_port"} & set(changes):
                del self.fields[f"{direction}_secret"]
                del self.fields[f"{direction}_secret_again"]
        self.changes = changes
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for direction in DIRECTIONS:
            name = f"{direction}_secret"
            if cleaned.get(name, "") != cleaned.get(f"{name}_again", ""):
                self.add_error(f"{name}_again", "The two passwords differ. Type both again.")
        return cleaned

    def move(self) -> Move:
        typed = {one: self.cleaned_data.get(f"{one}_secret", "") for one in DIRECTIONS}
        return Move(self.changes, typed)
