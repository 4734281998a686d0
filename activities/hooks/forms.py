"""The form of a webhook: its secret is only ever typed, and signs for the server it was typed for."""

from typing import Any

from django import forms

from activities.hooks.models import Hook
from aliases.incidents.settings_forms import server_of
from departments.forms import KEEPS, ReasonForm, password_field


class HookForm(ReasonForm):
    typed_secret = password_field("Secret", KEEPS)

    class Meta:
        model = Hook
        fields = (
            "department",
            "name",
            "url",
            "enabled",
            "on_activity",
            "on_exception",
            "on_case",
            "with_people",
            "keep_days",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed, url = cleaned.get("typed_secret", ""), cleaned.get("url", "")
        if typed:
            self.instance.secret = typed
        elif not self.instance.secret:
            words = "Type a secret: the receiver knows by it that an event is genuine."
            self.add_error("typed_secret", words)
        elif server_of(url) != server_of(self.initial.get("url", "")):
            words = "The webhook is another server now: type a secret for it."
            self.add_error("typed_secret", words)
        return cleaned


class ReplayForm(forms.Form):
    since = forms.DateTimeField(
        label="Everything since", help_text="Such as 2026-11-21 14:00, in the console's time zone."
    )
