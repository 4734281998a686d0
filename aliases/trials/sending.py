"""A test message by the settings of the form: straight to the server, past the outbox."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from aliases import connections
from aliases.models import Alias
from wire import probe
from wire.compose import Outgoing, compose, new_message_id
from wire.endpoints import plain_text
from wire.errors import Cause, Explanation, Step, UnsafeText, WireError
from wire.probe import Outcome, Reports
from wire.smtp import Letter

# Enough to try a group of addresses; more would be a mailing.
MOST_RECIPIENTS = 10
NOT_REPEATED = "A test is not repeated by itself, as other mail is: send it again in some minutes."
# Other programs shall not answer a test by themselves (RFC 3834 section 5).
AUTOMATIC = b"Auto-Submitted: auto-generated\r\n"


class Addresses(forms.CharField):
    """Email addresses with commas, semicolons or line ends between them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        found = [one for one in re.split(r"[,;\s]+", super().to_python(value) or "") if one]
        for one in found:
            try:
                validate_email(one)
            except ValidationError:
                words = f"“{one}” is not an email address. Type it whole, as name@example.com."
                raise ValidationError(words) from None
        return found


class TestMessage(forms.Form):
    """What is typed for a test message; it goes to these addresses and to no others."""

    __test__ = False  # pytest would take it for a class of tests

    to = Addresses(label="To", error_messages={"required": "Type an address to send the test to."})
    cc = Addresses(label="CC", required=False)
    bcc = Addresses(label="BCC", required=False)
    subject = forms.CharField(label="Subject", max_length=200, required=False)
    text = forms.CharField(label="Message", max_length=10_000, required=False)

    def clean_subject(self) -> str:
        try:
            return plain_text(self.cleaned_data["subject"], "subject")
        except UnsafeText as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if len(self.recipients()) > MOST_RECIPIENTS:
            self.add_error("to", f"Send a test to {MOST_RECIPIENTS} addresses at the most.")
        return cleaned

    def recipients(self) -> dict[str, str]:
        """The addresses, each once, and the field in which it stands."""
        found: dict[str, str] = {}
        for name, kind in (("to", "To"), ("cc", "CC"), ("bcc", "BCC")):
            for one in self.cleaned_data.get(name, ()):
                found.setdefault(one, kind)
        return found


def send(alias: Alias, message: TestMessage) -> Reports:
    """Sends the message by the alias's server, saved or not; BCC stands in no header."""
    typed = message.cleaned_data
    content = composed(
        Outgoing(
            message_id=new_message_id(alias.address),
            date=timezone.now(),
            sender_name=alias.name,
            sender=alias.address,
            to=typed["to"],
            cc=typed["cc"],
            subject=typed["subject"] or "Test message",
            text=typed["text"] or "This is a test message from mailcenter.",
        )
    )
    letter = Letter(alias.envelope_sender, tuple(message.recipients()), content)
    yield from probe.sending(
        connections.outgoing_endpoint(alias), connections.outgoing_credentials(alias), letter=letter
    )


def composed(outgoing: Outgoing) -> bytes:
    """The bytes of a test message. Raises WireError where a value cannot stand in a header."""
    try:
        return AUTOMATIC + compose(outgoing)
    except ValueError as error:
        why = Explanation(f"The message cannot be composed: {error}", "Check name and addresses.")
        raise WireError(Cause.CONFIGURATION, Step.DATA, why) from error


def told(outcomes: list[Outcome], message: TestMessage) -> dict[str, Any]:
    """What became of each recipient, in words."""
    kinds = message.recipients()
    taken = sum(one.reply.positive for one in outcomes)
    words = f"The server took the message for {taken} of {len(outcomes)} recipients."
    return {
        "words": words,
        "failed": taken < len(outcomes),
        "recipients": [_recipient(one, kinds[one.address]) for one in outcomes],
    }


def _recipient(one: Outcome, kind: str) -> dict[str, str]:
    state = "taken" if one.reply.positive else "put off" if one.reply.transient else "refused"
    remedy = one.why.remedy if one.why else ""
    if one.reply.transient:
        remedy = NOT_REPEATED
    if one.reply.lost:
        state = "uncertain: the connection was lost before the server's answer"
    return {
        "address": one.address,
        "kind": kind,
        "state": state,
        "answer": f"{one.reply.code} {one.reply.text}" if one.reply.code else "",
        "likely": one.why.likely if one.why else "",
        "remedy": remedy,
    }
