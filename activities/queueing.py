"""What somebody wrote becomes an activity with its recipients, in the outbox."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activities import files, outbox, signing, subjects
from activities.composing import copies, current, originals, steps
from activities.composing.current import own_addresses
from activities.composing.steps import When
from activities.composing.values import Copy, Kind, Receiver, Role, Settings
from activities.hooks import telling
from activities.kept import KeptCopy
from activities.models import Activity, Case, Direction, Recipient, RecipientState
from activities.threads import marks
from activities.threads.values import person
from aliases import connections, jobs
from aliases.models import Alias
from departments.models import User
from wire.compose import File, Outgoing, new_message_id

KEPT = "Training mode was on: it did not leave."


class NotAnAddress(ValueError):
    """The sender that was asked for is none of the alias's; the words are for people."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person wrote; addresses are valid already.

    html: '' where the text is all there is. sender: which of the alias's addresses stands in From;
    '' for the alias's own. tracked: answers are wanted back in the case, as in a collaboration
    (DI-4). kind: None for a reply where it answers something, else for a new mail. A redirect sends
    the activity that it ``answers`` as it came; subject and text are for our own lists then.
    """

    subject: str
    text: str
    to: Sequence[str]
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    html: str = ""
    kind: Kind | None = None
    sender: str = ""
    tracked: bool = False
    files: Sequence[File] = ()


@transaction.atomic
def queue(
    draft: Draft,
    alias: Alias,
    *,
    author: User | None = None,
    answers: Activity | None = None,
    automatic: bool = False,
) -> Activity:
    """Puts a mail into the outbox, in the caller's transaction, and makes the dispatcher due.

    The Message-ID is made here, once: every attempt carries the same. ``automatic`` is what the
    system sends by itself: only `activities.automatic` says so. In training mode nothing becomes
    due: what would have been sent is kept. Raises NotRedirected and NotAnAddress.
    """
    now = timezone.now()
    begun = beginning(draft, alias, answers=answers, now=now)
    settings = replace(settings_for(draft, alias, now), automatic=automatic)
    activity = Activity.objects.create(
        case=answers.case if answers else Case.objects.create(department_id=alias.department_id),
        department_id=alias.department_id,
        alias=alias,
        direction=Direction.OUTBOUND,
        answers=answers,
        author=author,
        automatic=automatic,
        kind=begun.kind,
        message_id=begun.outgoing.message_id,
        in_reply_to=begun.outgoing.in_reply_to,
        references=" ".join(begun.outgoing.references),
        to=", ".join(draft.to),
        cc=", ".join(draft.cc),
        correspondent=person(next(iter(draft.to), ""))[:320],
        dated_at=now,
        at=now,
    )
    settings = replace(settings, mark=marks.mark(activity))
    copy = steps.run(When.WRITTEN, begun, settings)
    _written(activity, copy)
    if copy.checked:
        files.keep(activity.pk, copy.checked, alias_id=alias.pk, department_id=alias.department_id)
    recipients = Recipient.objects.bulk_create(_recipients(activity, copy, settings))
    if settings.training:
        _keep(activity, recipients)
    elif connections.sends(alias):
        jobs.wake(alias.pk, jobs.Direction.DISPATCH, now)
    else:
        outbox.hold_all(alias.pk, outbox.NO_SERVER)
    telling.of_activities([activity])
    return activity


def settings_for(draft: Draft, alias: Alias, now: datetime) -> Settings:
    """What holds for a mail while it is written."""
    settings = current.for_writing(alias, now, files=bool(draft.files))
    return replace(settings, sender=draft.sender, tracked=draft.tracked)


def beginning(draft: Draft, alias: Alias, *, answers: Activity | None, now: datetime) -> Copy:
    """The copy before its first step. Raises NotRedirected and NotAnAddress."""
    kind = draft.kind or (Kind.REPLY if answers else Kind.NEW)
    original = originals.of(answers) if kind == Kind.REDIRECT else b""
    if draft.sender and draft.sender.lower() not in own_addresses(alias):
        raise NotAnAddress(f"{draft.sender} is no address of the alias {alias.address}.")
    parent = answers if kind == Kind.REPLY else None
    outgoing = Outgoing(
        message_id=new_message_id(alias.address),
        date=now,
        sender_name=alias.name,
        sender=alias.address,
        to=draft.to,
        cc=draft.cc,
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        files=draft.files,
        in_reply_to=parent.message_id if parent else "",
        references=_references(parent),
    )
    named = ((Role.TO, draft.to), (Role.CC, draft.cc), (Role.BCC, draft.bcc))
    envelope = tuple(Receiver(one, role) for role, some in named for one in some)
    return Copy(outgoing, envelope, kind=kind, original=original)


def _references(parent: Activity | None) -> tuple[str, ...]:
    """The parent's references and its own identifier (RFC 5322 section 3.6.4)."""
    if parent is None:
        return ()
    return (*parent.references.split(), *filter(None, (parent.message_id,)))


def _written(activity: Activity, copy: Copy) -> None:
    """The activity gets what the steps made of it; a new case the subject that people wrote."""
    outgoing = copy.outgoing
    activity.sender = f"{outgoing.sender_name} <{outgoing.sender}>"
    activity.sender_address = outgoing.sender
    activity.subject, activity.text, activity.html = outgoing.subject, outgoing.text, outgoing.html
    plain = signing.without_ids(outgoing.subject)
    activity.base_subject = subjects.base(plain)
    if outgoing.reply_to:
        activity.reply_to = f"{outgoing.reply_to_name} <{outgoing.reply_to}>"
    activity.why = [asdict(one) for one in copy.notes]
    activity.save()
    if activity.answers_id is None:
        Case.objects.filter(pk=activity.case_id).update(subject=plain)


def _recipients(activity: Activity, copy: Copy, settings: Settings) -> list[Recipient]:
    trained = {"state": RecipientState.TRAINED, "next_try_at": None, "answer": KEPT}
    waiting = {"next_try_at": activity.at}
    return [
        Recipient(
            activity=activity,
            alias_id=activity.alias_id,
            department_id=activity.department_id,
            address=one.address,
            kind=one.role,
            queued_at=activity.at,
            **(trained if settings.training else waiting),
        )
        for one in copy.envelope
    ]


def _keep(activity: Activity, recipients: Sequence[Recipient]) -> None:
    """What each would have got, with no letter for anybody to send."""
    letters = copies.copies(recipients, now=activity.at)
    KeptCopy.objects.bulk_create(
        KeptCopy(
            activity=activity,
            number=number,
            sender=letter.sender,
            recipients=", ".join(letter.recipients),
            content=letter.content,
        )
        for number, (_, letter) in enumerate(letters, 1)
    )
