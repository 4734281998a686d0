"""The form of an alias: write-only passwords, and a stored one never goes to another server."""

from typing import Any, ClassVar

from django import forms
from unfold.widgets import UnfoldAdminPasswordWidget

from aliases.models import Alias

# What a stored password was given for: where one of these changes, it must be typed again.
BOUND_TO = ("host", "port", "user")


def password_field(label: str, help_text: str = "") -> forms.CharField:
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}, render_value=False)
    return forms.CharField(
        label=label, required=False, strip=False, widget=widget, help_text=help_text
    )


class AliasForm(forms.ModelForm):  # type: ignore[type-arg]
    """``incoming_secret`` and ``outgoing_secret`` take a new password; empty keeps the old one."""

    incoming_secret = password_field("Password", "Leave it empty to keep the one that is set.")
    incoming_secret_again = password_field("Password again")
    outgoing_secret = password_field("Password", "Leave it empty to keep the one that is set.")
    outgoing_secret_again = password_field("Password again")

    class Meta:
        model = Alias
        fields = "__all__"  # noqa: DJ007  # the page lists its own

    directions: ClassVar[tuple[str, ...]] = ("incoming", "outgoing")

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
        return direction == "incoming" or self.cleaned_data.get("outgoing_protocol") == "esmtp"

    def moved(self, direction: str) -> list[str]:
        """Which of what the stored password was given for was changed in the form."""
        labels = {"host": "server", "port": "port", "user": "user name"}
        return [labels[one] for one in BOUND_TO if f"{direction}_{one}" in self.changed_data]
