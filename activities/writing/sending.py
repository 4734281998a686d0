"""From a valid form to the outbox: once, however often somebody presses Send."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from activities import queueing
from activities.composing.values import Kind as Composed
from activities.models import Activity
from activities.queueing import Draft
from activities.writing import enclosing
from activities.writing.forms import EnvelopeForm
from activities.writing.kinds import Kind
from activities.writing.unsent import UnsentMail

AS_COMPOSED = {
    Kind.NEW: Composed.NEW,
    Kind.REPLY: Composed.REPLY,
    Kind.REPLY_ALL: Composed.REPLY,
    Kind.FORWARD: Composed.FORWARD,
    Kind.REDIRECT: Composed.REDIRECT,
}


def draft_of(mail: UnsentMail, form: EnvelopeForm) -> Draft:
    """What a valid form says, with the files of the mail."""
    said = form.cleaned_data
    kind = Kind(mail.kind)
    redirected = mail.answers if kind is Kind.REDIRECT else None
    return Draft(
        subject=redirected.subject if redirected else said["subject"],
        text=redirected.text if redirected else said["text"],
        to=said["to"],
        cc=said["cc"],
        bcc=said["bcc"],
        kind=AS_COMPOSED[kind],
        sender=form.sender.address,
        files=() if redirected else tuple(enclosing.files_of(mail, said.get("originals", ()))),
    )


@transaction.atomic
def send(mail: UnsentMail, form: EnvelopeForm, *, author: Any) -> Activity:
    """Puts it into the outbox and empties what was kept of it; a second time finds the first."""
    row = UnsentMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if row.sent_as is not None:
        return row.sent_as
    alias = form.aliases[form.sender.alias]
    activity = queueing.queue(draft_of(mail, form), alias, author=author, answers=mail.answers)
    row.files.all().delete()
    row.values, row.sent_at, row.sent_as = {}, timezone.now(), activity
    row.save()
    return activity
