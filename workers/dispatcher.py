"""One alias's mail goes out: the story of dispatching, top to bottom.

connect -> claim a batch -> compose and send each over the kept connection -> settle each recipient.
An attempt is written before it is made; before the message itself goes, that is written, too.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

import structlog
from django.db import DatabaseError
from django.utils import timezone

from activities import outbox
from activities.composing.copies import copies
from activities.models import Recipient
from aliases import connections
from aliases.conditions import Condition
from aliases.jobs import Job, Lease, LeaseLost, Report
from aliases.models import Alias
from aliases.watching import Watch
from wire.errors import WireError
from wire.smtp import Letter, Reply, Session

log = structlog.get_logger(__name__)

BATCH = 50
LONGEST_RUN = 60.0
HELD = "Held: its alias was deleted before it was sent."
TRAINING = "Training mode began: it waits until that ends."
STOPPED = "The dispatcher was stopped before this mail's turn."
CHANGED = "The alias's server was changed: it is sent by the new one."


@dataclass(frozen=True, slots=True)
class Run:
    """``alias`` is as it was when the session was opened."""

    lease: Lease
    alias: Alias
    session: Session
    watch: Watch


def dispatch(lease: Lease) -> Report:
    """Sends what is due for the alias. Raises LeaseLost and DatabaseError only."""
    begun = time.monotonic()
    watch = Watch(lease.alias_id)
    alias = Alias.objects.select_related("department__partition").get(pk=lease.alias_id)
    outbox.reap(alias.pk, below=lease.fence, now=timezone.now())
    ill = Job.objects.get(pk=lease.job_id).condition != Condition.WORKING
    if not ill and not something_due(alias, timezone.now()):
        return Report(tried=False)
    done = 0
    trouble = None
    try:
        session = connections.open_session(alias)
        try:
            while time.monotonic() < begun + LONGEST_RUN:
                batch = outbox.claim(
                    lease,
                    limit=BATCH,
                    server=str(connections.outgoing_endpoint(alias)),
                    now=timezone.now(),
                )
                if not batch:
                    break
                sent = send_batch(Run(lease, alias, session, watch), batch)
                done += sent
                if sent < len(batch):
                    break
        finally:
            session.close()
    except WireError as error:
        trouble = error
        log.warning("Dispatching failed.", cause=error.cause.value, step=error.step.value)
    return Report(trouble, found=done, done=done, seconds=time.monotonic() - begun)


def something_due(alias: Alias, now: datetime) -> bool:
    due = outbox.next_due(alias.pk)
    return due is not None and due <= now


def send_batch(run: Run, batch: Sequence[Sequence[Recipient]]) -> int:
    """Sends each mail of the batch; what is left when the connection ends goes back. Raises WireError.

    Returns how many were sent: fewer where the session is not the alias's any more.
    """
    for number, recipients in enumerate(batch):
        left = batch[number:]
        if run.watch.changed() and not go_on(run, left):
            return number
        structlog.contextvars.bind_contextvars(activity=recipients[0].activity_id)
        try:
            send(run.lease, run.session, recipients)
        except WireError as trouble:
            outbox.give_back(run.lease, list(chain(*left)), str(trouble), now=timezone.now())
            raise
        finally:
            structlog.contextvars.unbind_contextvars("activity")
    return len(batch)


def go_on(run: Run, left: Sequence[Sequence[Recipient]]) -> bool:
    """Gives what is left the settings of this moment (P43); False where it was put back instead.

    Put back for the next run where another session is needed or the dispatcher is stopped, held
    where the alias was deleted.
    """
    related = ("department__partition", "dispatcher")
    current = Alias.objects.select_related(*related).get(pk=run.alias.pk)
    now = timezone.now()
    if current.deleted_at != run.alias.deleted_at:
        outbox.put_back(run.lease, list(chain(*left)), HELD, again=None, now=now)
        return False
    if current.department.partition.trains(now):
        outbox.put_back(run.lease, list(chain(*left)), TRAINING, again=now, now=now)
        return False
    if current.dispatcher is None or not current.dispatcher.enabled:
        outbox.put_back(run.lease, list(chain(*left)), STOPPED, again=now, now=now)
        return False
    if connections.sending_by(current) != connections.sending_by(run.alias):
        outbox.put_back(run.lease, list(chain(*left)), CHANGED, again=now, now=now)
        return False
    for recipients in left:
        recipients[0].activity.alias = current
    return True


def send(lease: Lease, session: Session, recipients: Sequence[Recipient]) -> None:
    """Composes one mail and sends it to its due recipients; one that cannot be composed fails alone."""
    try:
        letters = list(copies(recipients))
    except (DatabaseError, LeaseLost):
        raise
    except Exception as trouble:
        log.exception("A mail could not be composed.")
        why = f"The mail could not be composed: {trouble}"
        outbox.fail(lease, recipients, why, now=timezone.now())
        return
    if instead := recipients[0].activity.alias.redirected_to(timezone.now()):
        letter = replace(letters[0][1], recipients=(instead,))
        replies = send_instead(lease, session, recipients, letter)
        outbox.settle(lease, recipients, replies, now=timezone.now())
        return
    for readers, letter in letters:
        send_letter(lease, session, readers, letter)


def send_letter(
    lease: Lease, session: Session, recipients: Sequence[Recipient], letter: Letter
) -> None:
    by_address = {one.address: one for one in recipients}
    replies = session.send(
        letter,
        before_data=lambda accepted: outbox.on_its_way(
            lease, [by_address[address] for address in accepted]
        ),
    )
    outbox.settle(lease, recipients, replies, now=timezone.now())


def send_instead(
    lease: Lease, session: Session, recipients: Sequence[Recipient], letter: Letter
) -> dict[str, Reply]:
    """Test mode: one copy to the one address of ``letter``; its answer stands for all recipients."""
    instead = letter.recipients[0]
    found = session.send(letter, before_data=lambda accepted: outbox.on_its_way(lease, recipients))[
        instead
    ]
    answer = replace(found, text=f"{found.text} (test mode: sent to {instead} only)")
    return {one.address: answer for one in recipients}
