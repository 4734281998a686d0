"""The customer's side of the demo, in the console: write to an alias, see what comes back."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from aliases import jobs
from aliases.models import Alias
from mailcenter.demo.people import ALIASES, CUSTOMER
from wire import imap, smtp
from wire.compose import Outgoing, compose, new_message_id
from wire.endpoints import Credentials, Endpoint, plain_text
from wire.errors import UnsafeText, WireError
from wire.parse import ParsedMessage, Unparseable, parse
from wire.trace import Trace

SHOWN = 20


class CustomerForm(forms.Form):
    to = forms.ChoiceField(choices=[(one, f"{demo.name} <{one}>") for one, demo in ALIASES.items()])
    subject = forms.CharField(max_length=200)
    text = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 6}))

    def clean_subject(self) -> str:
        try:
            return plain_text(self.cleaned_data["subject"], "subject")
        except UnsafeText as error:
            raise forms.ValidationError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The demo's mail server as the customer sees it."""

    ports: dict[str, int]
    password: str

    def endpoint(self, protocol: str) -> Endpoint:
        return Endpoint("127.0.0.1", self.ports[protocol], timeout=5)

    def send(self, recipient: str, subject: str, text: str) -> None:
        """Raises WireError."""
        content = compose(
            Outgoing(
                message_id=new_message_id(CUSTOMER),
                date=timezone.now(),
                sender_name="Chris Customer",
                sender=CUSTOMER,
                to=[recipient],
                subject=subject,
                text=text,
            )
        )
        endpoint = self.endpoint("smtp")
        session = smtp.open_session(endpoint, None, trace=Trace(endpoint))
        try:
            letter = smtp.Letter(CUSTOMER, (recipient,), content)
            session.send(letter)
        finally:
            session.close()

    def received(self) -> list[ParsedMessage]:
        """The newest messages, newest first. Raises WireError."""
        endpoint = self.endpoint("imap")
        credentials = Credentials(CUSTOMER, self.password, allow_clear=True)
        inbox = imap.open_inbox(endpoint, credentials, trace=Trace(endpoint))
        try:
            found = inbox.waiting(above=0)[-SHOWN:]
            raws = [one.raw for one in inbox.fetch(found) if one.raw] if found else []
            inbox.close()
        finally:
            inbox.abandon()
        return [message for raw in reversed(raws) if (message := _readable(raw))]


def _readable(raw: bytes) -> ParsedMessage | None:
    try:
        return parse(raw)
    except Unparseable:
        return None


def _mailbox() -> Mailbox:
    facts = json.loads((Path(settings.VAR) / "demo" / "facts.json").read_text())
    return Mailbox(facts["ports"], facts["passwords"][CUSTOMER])


@staff_member_required(login_url="admin:login")
def page(request: HttpRequest) -> HttpResponse:
    """Shows the customer's mailbox, and sends what the customer writes."""
    form = CustomerForm(request.POST or None)
    try:
        mailbox = _mailbox()
        if request.method == "POST" and form.is_valid():
            return _sent(request, mailbox, form.cleaned_data)
        received, trouble = mailbox.received(), ""
    except (WireError, OSError) as error:
        received, trouble = [], str(error)
    context = {
        **admin.site.each_context(request),
        "title": "Customer (demo)",
        "customer": CUSTOMER,
        "form": form,
        "received": received,
        "trouble": trouble,
    }
    return render(request, "demo/customer.html", context)


def _sent(request: HttpRequest, mailbox: Mailbox, values: dict[str, Any]) -> HttpResponse:
    mailbox.send(values["to"], values["subject"], values["text"])
    alias = Alias.objects.filter(address=values["to"]).first()
    if alias is not None:
        jobs.wake(alias.pk, jobs.Direction.RETRIEVE, timezone.now())
    messages.success(request, f"Sent to {values['to']}. It is among the activities in a moment.")
    return redirect("demo-customer")
