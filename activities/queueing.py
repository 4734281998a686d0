"""What somebody wrote becomes an activity with its recipients, in the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activities import files, masked, subjects
from activities.composing.values import Kind
from activities.models import Activity, Case, Direction, Recipient
from activities.threads import marks
from activities.threads.values import person
from aliases import jobs
from aliases.models import Alias
from attachments import outbound
from departments.masking.service import for_department
from departments.models import User
from wire.compose import File, new_message_id


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person wrote; addresses are valid already.

    html: '' where the text is all there is. sender: which of the alias's addresses stands in From;
    '' for the alias's own. tracked: answers are wanted back in the case, as in a collaboration
    (DI-4). A redirect sends the activity that it ``answers`` as it came; subject and text are for
    our own lists then.
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
    system sends by itself: only `activities.automatic` says so.
    """
    now = timezone.now()
    masks = for_department(alias.department_id, "outbound")
    draft = replace(
        draft,
        subject=masks.text(draft.subject),
        text=masks.text(draft.text),
        files=masked.files(draft.files, masks),
    )
    checked = outbound.check(draft.files, alias.department_id)
    case = (
        answers.case
        if answers
        else Case.objects.create(department_id=alias.department_id, subject=draft.subject)
    )
    activity = Activity.objects.create(
        case=case,
        department_id=alias.department_id,
        alias=alias,
        direction=Direction.OUTBOUND,
        answers=answers,
        author=author,
        automatic=automatic,
        message_id=new_message_id(alias.address),
        in_reply_to=answers.message_id if answers else "",
        references=_references(answers),
        sender=f"{alias.name} <{alias.address}>",
        sender_address=alias.address,
        to=", ".join(draft.to),
        cc=", ".join(draft.cc),
        subject=draft.subject,
        text=draft.text,
        base_subject=subjects.base(draft.subject),
        correspondent=person(next(iter(draft.to), ""))[:320],
        dated_at=now,
        at=now,
    )
    files.keep(activity.pk, checked, alias_id=alias.pk, department_id=alias.department_id)
    marks.put_on(activity, alias)
    activity.save(update_fields=["subject", "reply_to"])
    if alias.automatic_bcc:
        draft = replace(draft, bcc=(*draft.bcc, alias.automatic_bcc))
    Recipient.objects.bulk_create(_recipients(activity, draft, now))
    jobs.wake(alias.pk, jobs.Direction.DISPATCH, now)
    return activity


def _references(answers: Activity | None) -> str:
    """The parent's references and its own identifier (RFC 5322 section 3.6.4)."""
    if answers is None:
        return ""
    return " ".join(filter(None, (answers.references, answers.message_id)))


def _recipients(activity: Activity, draft: Draft, now: datetime) -> list[Recipient]:
    kinds = (
        (Recipient.Kind.TO, draft.to),
        (Recipient.Kind.CC, draft.cc),
        (Recipient.Kind.BCC, draft.bcc),
    )
    # An address gets one copy, however often it is named.
    once = {address.lower(): (address, kind) for kind, some in reversed(kinds) for address in some}
    return [
        Recipient(
            activity=activity,
            alias_id=activity.alias_id,
            address=address,
            kind=kind,
            queued_at=now,
            next_try_at=now,
        )
        for address, kind in once.values()
    ]
