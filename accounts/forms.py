"""The forms of OAuth applications and email accounts: secrets are taken and never given back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from accounts import secret_fields
from accounts.models import EmailAccount, OAuthApplication, Proof, Provider
from accounts.secret_fields import secret_text
from departments.addresses import CompletedEmailField, CompletesAddresses
from departments.forms import KEEPS, ReasonForm

SHORT_TEXTS = {"description": 3, "certificate": 4, "scopes": 2}
# A secret was given for these: where one changes, it must be given anew.
BOUND_TO = ("provider", "cloud", "client_id", "issuer", "token_url")
AGAIN = (
    "The {what} changed: type the {secret} again. A stored one is never sent to another server or "
    "for another registration."
)


class ApplicationForm(ReasonForm):
    """Empty secrets keep those that are stored. ``regranted`` tells whether the tokens of its
    accounts belong to something else now."""

    typed_secret = forms.CharField(
        label="Client secret",
        required=False,
        widget=UnfoldAdminPasswordWidget(
            attrs={"autocomplete": "new-password"}, render_value=False
        ),
        help_text=f"Its value, not its ID. {KEEPS}",
    )
    typed_private_key = secret_text("Private key", f"Of the certificate, in PEM format. {KEEPS}")
    typed_key_file = secret_text("Key file", f"The whole JSON file from Google. {KEEPS}")

    class Meta:
        model = OAuthApplication
        fields = "__all__"  # the page lists its own
        widgets = dict.fromkeys(
            ("issuer", "authorization_url", "token_url", "tenant_id", "client_id"),
            UnfoldAdminTextInputWidget,
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existed = bool(self.instance.pk)
        for name, rows in SHORT_TEXTS.items():
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = rows

    @property
    def regranted(self) -> bool:
        given_for = {*BOUND_TO, "flow", "tenant_id"}
        return self.existed and bool(given_for & set(self.changed_data))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name, take = self._secret()
        if name:
            try:
                self._clean_secret(name, take)
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def _secret(self) -> tuple[str, Any]:
        """The field of the secret that the registration needs, and what takes it."""
        if self.cleaned_data.get("provider") == Provider.SERVICE_ACCOUNT:
            return "typed_key_file", self._take_key_file
        proof = self.cleaned_data.get("proof")
        if proof == Proof.CERTIFICATE:
            return "typed_private_key", self._take_private_key
        return ("typed_secret", self._take_secret) if proof == Proof.SECRET else ("", None)

    def _clean_secret(self, name: str, take: Any) -> None:
        typed = self.cleaned_data.get(name, "")
        if typed:
            take(typed)
            return
        column = {"typed_secret": "client_secret"}.get(name, name.removeprefix("typed_"))
        label = str(self.fields[name].label).lower()
        if not getattr(self.instance, column):
            raise ValidationError(f"Type the {label}.")
        if changed := self._changed(name):
            raise ValidationError(AGAIN.format(what=" and ".join(changed), secret=label))

    def _changed(self, name: str) -> list[str]:
        bound = (*BOUND_TO, "certificate") if name == "typed_private_key" else BOUND_TO
        return [str(self.fields[one].label) for one in bound if one in self.changed_data]

    def _take_secret(self, typed: str) -> None:
        provider = self.cleaned_data.get("provider", "")
        self.instance.client_secret = secret_fields.client_secret(typed, provider)

    def _take_private_key(self, typed: str) -> None:
        certificate = self.cleaned_data.get("certificate", "")
        self.instance.private_key = secret_fields.private_key(typed, certificate)

    def _take_key_file(self, typed: str) -> None:
        content, address, number = secret_fields.key_file(typed)
        self.instance.key_file, self.instance.key_file_about = content, address[:400]
        # Not typed by anybody, but needed at Google for the delegation.
        self.cleaned_data["client_id"] = number


class AccountForm(CompletesAddresses, ReasonForm):
    """``regranted`` tells whether its tokens were given for something else."""

    class Meta:
        model = EmailAccount
        fields = ("department", "name", "description", "status", "application", "server_type", "address")  # fmt: skip
        field_classes = {"address": CompletedEmailField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existed = bool(self.instance.pk)
        if "description" in self.fields:
            self.fields["description"].widget.attrs["rows"] = 3

    @property
    def regranted(self) -> bool:
        return self.existed and bool({"application", "address"} & set(self.changed_data))
