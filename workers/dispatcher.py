"""One alias's mail goes out: the story of dispatching, top to bottom.

connect -> claim a batch -> each idle connection gets a letter -> hear what has become of letters ->
settle the answered ones and mark those whose message leaves next, in one commit -> let these leave,
each with the envelope of the next letter behind it. An attempt is written before it is made; before
the message itself goes, that is written, too.
"""

from contextlib import closing
from datetime import datetime
from functools import partial

import structlog
from django.utils import timezone

from activities import outbox
from aliases import connections, pace
from aliases.conditions import Condition
from aliases.instances import parameters_of
from aliases.jobs import Job, Lease, Report
from aliases.models import Alias
from wire.errors import WireError
from wire.fleet import Fleet
from workers.course import Course
from workers.hearing import hear
from workers.parcels import Load, Parcel
from workers.run import Run, changed, go_on
from workers.turn import Turn

log = structlog.get_logger(__name__)

LATER = "Its turn comes in the next run."


def dispatch(lease: Lease) -> Report:
    """Sends what is due for the alias. Raises LeaseLost and DatabaseError only."""
    turn, now = Turn(lease), timezone.now()
    alias: Alias = lease.alias
    outbox.reap(alias.pk, below=lease.fence, now=now)
    if not connections.sends(alias):
        outbox.hold_all(alias.pk, outbox.NO_SERVER)
        return Report(tried=False)
    ill = Job.objects.get(pk=lease.job_id).condition != Condition.WORKING
    if not ill and not something_due(alias, now):
        return Report(tried=False)
    course, load = Course(lease.connections), Load(lease, alias)
    with closing(Fleet[Parcel]()) as fleet:
        run = Run(lease, alias, load, fleet, lease.watch, course, turn)
        try:
            connect(run)
            turn.moves()
            while hand_out(run):
                hear(run, fleet.wait())
        except WireError as error:
            course.trouble = error
            load.put_back(str(error), again=timezone.now())
    if course.trouble:
        log.warning("Dispatching failed.", cause=course.trouble.cause, step=course.trouble.step)
    return report(run, now)


def something_due(alias: Alias, now: datetime) -> bool:
    due = outbox.next_due(alias.pk)
    return due is not None and due <= now


def connect(run: Run) -> None:
    run.fleet.add(partial(connections.open_session, run.alias))


def hand_out(run: Run) -> bool:
    """Gives each idle connection its next letter. False once nothing is under way; raises WireError."""
    if not run.course.over and run.turn.over():
        run.course.end(LATER)
    if run.fleet.idle and not run.course.over and changed(run):
        go_on(run)
    if not run.course.over and not run.load:
        claim(run)
    if run.course.over:
        again = None if run.course.held else timezone.now()
        run.load.put_back(run.course.why, again=again)
    widen(run)
    while run.fleet.idle and (parcel := run.load.next()):
        run.fleet.offer(parcel, parcel.letter)
    return run.fleet.busy > 0


def claim(run: Run) -> None:
    """Takes the next batch, as far as the alias's limit of mails a minute allows."""
    now, most = timezone.now(), None
    if per_minute := run.load.alias.outgoing_per_minute:
        sent, first = outbox.sent_since(run.alias.pk, now - pace.MINUTE)
        most = pace.room(per_minute, sent + run.fleet.busy)
        if first and not most and not run.fleet.busy:
            run.course.end(LATER, not_before=first + pace.MINUTE)
    run.load.claim(most, now)


def widen(run: Run) -> None:
    """Opens what letters wait for, more as all goes well, and replaces what was lost.

    Raises WireError where there is no connection left to go on with.
    """
    while run.fleet.size < min(run.course.width, run.fleet.busy + len(run.load)):
        try:
            connect(run)
        except WireError as error:
            run.course.narrow(run.fleet.size)
            if not run.fleet.size:
                raise
            log.warning("A further connection could not be opened.", cause=error.cause)


def report(run: Run, begun: datetime) -> Report:
    course = run.course
    if course.done:
        course.rest_until(pace.rested(run.load.alias.outgoing_interval_seconds, begun))
        course.rest_until(begun + parameters_of(run.load.alias).sleep)
    return Report(
        course.trouble,
        remark=course.remark,
        found=course.done,
        done=course.done,
        seconds=run.turn.seconds,
        not_before=course.not_before,
    )
