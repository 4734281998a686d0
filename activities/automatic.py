"""The one way by which the system itself sends mail to somebody (P30, DE-6).

Nobody else queues mail without a person behind it: here it is refused, counted and marked.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from activities import breaker, queueing
from activities.models import Activity
from activities.threads.values import person
from aliases.incidents import opening
from aliases.incidents.models import Kind
from aliases.models import Alias
from aliases.rules import split_addresses
from departments.models import Partition
from exceptions.answering import why_not_answer
from exceptions.facts import Facts
from exceptions.opt_outs import opted_out


@dataclass(frozen=True, slots=True)
class Automatic:
    """A mail of the system to one address; ``facts`` are of the message that it answers."""

    to: str
    subject: str
    text: str
    answers: Activity | None = None
    facts: Facts | None = None


def send(mail: Automatic, alias: Alias, *, now: datetime, own: frozenset[str] | None = None) -> str:
    """Queues it, in the caller's transaction. Returns '' or why it was not sent, for the log.

    It goes with an empty envelope sender and Auto-Submitted (RFC 3834), at most three a day to one
    address, and never to addresses of ours or in answer to what must not be answered. ``own``:
    what `own_addresses` gave, for who sends several.
    """
    own = own_addresses() if own is None else own
    if refused := _refused(mail, own):
        return refused
    if opted_out(alias.department_id, [mail.to]):
        return "its sender opted out of mail of this department"
    if not breaker.may_send(sent_to(mail.to, now)):
        opening.report(_trouble(mail, alias), now)
        return "it got as many automatic mails as are allowed"
    draft = queueing.Draft(mail.subject, mail.text, [mail.to])
    queueing.queue(draft, alias, answers=mail.answers, automatic=True)
    return ""


def sent_to(address: str, now: datetime, *, alias: Alias | None = None) -> int:
    """How many automatic mails went to an address of late, by one alias or by all."""
    since = now - breaker.SENT_WITHIN
    sent = Activity.objects.filter(automatic=True, at__gte=since, correspondent=person(address))
    return (sent.filter(alias=alias) if alias else sent).count()


def own_addresses() -> frozenset[str]:
    """Every address of ours: aliases, also deleted ones, redirections, copies and system mail."""
    found: set[str] = set()
    names = ("address", "automatic_bcc", "send_mail_to", "outgoing_address")
    for *addresses, redirections in Alias.objects.values_list(*names, "redirections"):
        found.update(one.lower() for one in addresses)
        found.update(split_addresses(redirections))
    for some in Partition.objects.values_list("default_to", "default_from", "log_address"):
        found.update(one.lower() for one in some)
    return frozenset(found - {""})


def _refused(mail: Automatic, own: frozenset[str]) -> str:
    try:
        validate_email(mail.to)
    except ValidationError:
        return "its sender has no address that can be written to"
    if person(mail.to) in {person(one) for one in own}:
        return "it comes from an address of ours"
    return why_not_answer(mail.facts, own) if mail.facts else ""


def _trouble(mail: Automatic, alias: Alias) -> opening.Trouble:
    words = (
        f"{mail.to} got {breaker.MOST_SENT} automatic mails within a day and asks for more: no "
        "other is sent."
    )
    remedy = "If a program answers there, stop it, or switch the acknowledgement of the alias off."
    return opening.Trouble(Kind.LOOP, f"{alias.address} to {mail.to}", words, remedy=remedy)
