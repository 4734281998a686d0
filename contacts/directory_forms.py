"""The form of a directory server: its password is taken, and never given back or sent elsewhere."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from contacts.models import Directory
from departments.forms import KEEPS, ReasonForm, password_field

# What a stored password was given for: where one of these changes, it must be typed again.
BOUND_TO = {"host": "server", "port": "port", "bind_dn": "user"}
AGAIN = "The {what} changed: type the password again. A stored password is never sent to another server."
SIGN_IN = ("bind_dn", ("secret", "secret_again"))
LONG = ("bind_dn", "base", "filter_template")
FIELDSETS: Any = (
    (
        "Server",
        {
            "fields": (
                "department",
                ("name", "enabled"),
                ("encryption", "port"),
                "host",
                "verify",
                "timeout",
            )
        },
    ),
    ("Sign in", {"fields": (*SIGN_IN, "allow_clear")}),
    ("Search", {"fields": ("base", "scope", "filter_template", ("page_size", "size_limit"))}),
    (
        "Taken over",
        {
            "fields": (
                "address_attribute",
                "name_attribute",
                "organisation_attribute",
                "title_attribute",
                "telephone_attribute",
            ),
            "description": "Which attribute of an entry becomes what of a contact. Empty: it is not "
            "taken over. What people have typed is never overwritten.",
        },
    ),
)
CONDITIONS = {
    "verify": "encryption != 'none'",
    "allow_clear": "encryption == 'none' && bind_dn",
    "secret": "bind_dn",
    "secret_again": "bind_dn",
}


class DirectoryForm(ReasonForm):
    secret = password_field("Password", KEEPS)
    secret_again = password_field("Password again")

    class Meta:
        model = Directory
        fields = "__all__"  # the page lists its own
        widgets = dict.fromkeys(LONG, UnfoldAdminTextInputWidget)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "bind_dn" not in self.fields:
            # Who may not change it tests it as it is saved.
            return cleaned
        if not cleaned.get("bind_dn"):
            self.instance.bind_password = ""
        else:
            self._clean_secret(cleaned.get("secret", ""), cleaned.get("secret_again", ""))
        return cleaned

    def _clean_secret(self, typed: str, again: str) -> None:
        changed = [label for name, label in BOUND_TO.items() if name in self.changed_data]
        if typed != again:
            self.add_error("secret_again", "The two passwords differ. Type both again.")
        elif typed:
            self.instance.bind_password = typed
        elif not self.instance.bind_password:
            words = "Type the password, or leave the user empty: then nobody signs in."
            self.add_error("secret", words)
        elif changed:
            self.add_error("secret", AGAIN.format(what=" and ".join(changed)))


class SampleForm(forms.Form):
    """What a test looks for; without an address, for any entry that has one."""

    sample = forms.CharField(max_length=320, required=False, label="Address to look for")
    dn = forms.CharField(max_length=1000, required=False, label="Entry")
