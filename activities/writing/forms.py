"""Writing mail in the console: a new one, or the answer to an activity."""

from email.utils import getaddresses
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from activities import queueing, signing
from activities.models import Activity
from aliases.models import Alias
from exceptions.suppressing import warnings
from wire.endpoints import plain_text
from wire.errors import UnsafeText


class AddressesField(forms.CharField):
    """Addresses separated by commas, semicolons or line ends; names in front are left out."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        unified = text.replace(";", ",").replace("\n", ",").replace("\r", ",")
        found = [address for _, address in getaddresses([unified]) if address]
        for address in found:
            self._check(address)
        if text.strip() and not found:
            raise ValidationError(f"There is no email address in “{text}”.")
        return list(dict.fromkeys(found))

    def _check(self, address: str) -> None:
        try:
            validate_email(address)
        except ValidationError as error:
            raise ValidationError(f"“{address}” is not an email address.") from error


class MailForm(forms.Form):
    """A mail to be queued. The sender is one of the aliases that the person may see."""

    alias = forms.ModelChoiceField(Alias.objects.none(), label="From")
    to = AddressesField(label="To", max_length=10_000)
    cc = AddressesField(label="CC", required=False, max_length=10_000)
    bcc = AddressesField(label="BCC", required=False, max_length=10_000)
    subject = forms.CharField(max_length=900)
    text = forms.CharField(
        label="Message",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=1_000_000,
    )
    # Shown, and asked for, only once a recipient is known to be undeliverable (DE-7).
    anyway = forms.BooleanField(
        label="Send it all the same", required=False, widget=forms.HiddenInput
    )

    def __init__(
        self, *args: Any, user: Any, answers: Activity | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers
        field: Any = self.fields["alias"]
        field.queryset = Alias.objects.present().visible_to(user)
        if answers is None:
            return
        if answers.alias.deleted_at:
            # Not by another one unseen: the person chooses, and the activity keeps the choice.
            field.help_text = f"{answers.alias} was deleted: choose the alias that answers for it."
        else:
            field.queryset = field.queryset.filter(pk=answers.alias_id)
            field.empty_label = None

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        try:
            return plain_text(subject, "subject")
        except UnsafeText as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        alias = cleaned.get("alias")
        if alias is None or cleaned.get("anyway"):
            return cleaned
        addresses = [one for name in ("to", "cc", "bcc") for one in cleaned.get(name) or []]
        if words := warnings(alias.department_id, addresses, timezone.now()):
            self.fields["anyway"].widget = forms.CheckboxInput()
            for one in words:
                self.add_error(None, one)
            self.add_error("anyway", "Tick this, or take the address out.")
        return cleaned

    def queue(self, author: Any) -> Activity:
        """Puts the mail into the outbox."""
        draft = queueing.Draft(
            subject=self.cleaned_data["subject"],
            text=self.cleaned_data["text"],
            to=self.cleaned_data["to"],
            cc=self.cleaned_data["cc"],
            bcc=self.cleaned_data["bcc"],
        )
        alias = self.cleaned_data["alias"]
        return queueing.queue(draft, alias, author=author, answers=self.answers)


def first_words(activity: Activity) -> dict[str, Any]:
    """What the form of an answer starts with: recipient, subject, and the quoted text."""
    subject = signing.without_ids(activity.subject)
    if not subject.lower().startswith("re:"):
        subject = f"Re: {subject}"
    quoted = "\n".join(f"> {line}" for line in activity.text.splitlines())
    when = f"{activity.dated_at or activity.at:%d %B %Y, %H:%M}"
    return {
        "alias": activity.alias_id,
        "to": activity.reply_to or activity.sender,
        "subject": " ".join(subject.split())[:900],
        "text": f"\n\n{activity.sender} wrote on {when}:\n{quoted}\n",
    }
