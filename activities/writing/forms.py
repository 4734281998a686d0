"""The form of a mail, and the shorter one of a redirect: what is typed becomes a draft."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from activities.writing.addresses import HINT, AddressesField
from activities.writing.choices import Choices, Sender
from activities.writing.enclosing import Offered
from activities.writing.kinds import Kind
from aliases.models import Alias
from wire.endpoints import plain_text
from wire.errors import UnsafeText

LONGEST = 1_000_000
NO_SENDER = "Choose who it is from. Where nobody is offered, your departments have no alias."
NOTICES_PAGE = "admin:activities_activity_write_notices"
# What is to be said of the alias is asked for as soon as it is chosen.
NOTICES = {"hx-get": reverse_lazy(NOTICES_PAGE), "hx-target": "#notices"}


def value_of(sender: Sender, alias: Alias) -> str:
    """How a From is named in the form: the alias, and its address where it is not its own."""
    own = sender.address == alias.address
    return str(sender.alias) if own else f"{sender.alias}:{sender.address}"


class EnvelopeForm(forms.Form):
    """From and to whom. Which senders there are was decided before; any other is refused."""

    alias = forms.ChoiceField(label="From", error_messages={"required": NO_SENDER})
    to = AddressesField(
        label="To", max_length=10_000, error_messages={"required": f"Nobody would get it. {HINT}"}
    )
    cc = AddressesField(label="CC", required=False, max_length=10_000)
    bcc = AddressesField(label="BCC", required=False, max_length=10_000)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {one.alias for one in choices.allowed}
        self.aliases = Alias.objects.select_related("department__partition").in_bulk(wanted)
        self.senders = {value_of(one, self.aliases[one.alias]): one for one in choices.allowed}
        field: Any = self.fields["alias"]
        labels = [(value, self._label(one)) for value, one in self.senders.items()]
        field.widget.attrs |= NOTICES
        field.choices = labels if choices.default else [("", "Choose one"), *labels]
        if choices.default:
            first = value_of(choices.default, self.aliases[choices.default.alias])
            self.initial.setdefault("alias", first)

    def _label(self, sender: Sender) -> str:
        alias = self.aliases[sender.alias]
        words = f"{alias.name} <{sender.address}>"
        return f"{words} (deleted: by the default server)" if alias.deleted_at else words

    @property
    def sender(self) -> Sender:
        """Only of a valid form."""
        return self.senders[self.cleaned_data["alias"]]

    @property
    def chosen(self) -> Alias | None:
        """The alias that is chosen as the form stands, right or wrong in all else."""
        sender = self.senders.get(str(self["alias"].value() or ""))
        return self.aliases[sender.alias] if sender else None

    @property
    def recipients(self) -> list[str]:
        named = (self.cleaned_data.get(name) or [] for name in ("to", "cc", "bcc"))
        return [one for some in named for one in some]


class MailForm(EnvelopeForm):
    subject = forms.CharField(
        max_length=900, error_messages={"required": "Say in a few words what it is about."}
    )
    text = forms.CharField(
        label="Message",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=LONGEST,
        error_messages={"required": "There is nothing to send: write something."},
    )

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        try:
            return plain_text(subject, "subject")
        except UnsafeText as error:
            raise ValidationError(f"{error} Type it anew, in one line.") from error


class ForwardForm(MailForm):
    """With a tick for each file of the original that may go; held-back ones are not among them."""

    originals = forms.MultipleChoiceField(
        label="Files of the original", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: Sequence[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["originals"]
        field.choices = [(one.value, one.name) for one in offered]
        self.initial.setdefault("originals", [value for value, _ in field.choices])
        if not offered:
            del self.fields["originals"]


class RedirectForm(EnvelopeForm):
    """The message goes as it came; nothing is written."""


FORMS: dict[str, type[EnvelopeForm]] = {Kind.FORWARD: ForwardForm, Kind.REDIRECT: RedirectForm}


def form_for(kind: str) -> type[EnvelopeForm]:
    return FORMS.get(kind, MailForm)
