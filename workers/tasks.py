"""Celery's side of the work: an id comes in, a lease is taken, the story is told, the job given back.

Tasks carry ids only and may come twice, late or never: what is due stands in the database.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from celery import Task, current_task, shared_task
from django.utils import timezone

from activities import outbox
from activities.hooks import delivering
from activities.raw import RawMessage
from activities.reading import search
from activities.writing import unsent
from aliases import health, jobs
from aliases.incidents import delivery, opening, waiting
from aliases.jobs import Direction, Lease, LeaseLost, Report
from aliases.models import Alias
from aliases.trials import round_trip
from aliases.wizard import drafts
from contacts import completing, uploads
from departments import guard
from workers import dispatcher, due, handing, processing, retention, retriever
from workers.keeper import kept
from workers.models import Heartbeat, Node

log = structlog.get_logger(__name__)


@shared_task
def retrieve_due() -> None:
    """The tick of retrieving: one task for each alias that is due."""
    _hand_out(Direction.RETRIEVE, retrieve)


@shared_task
def dispatch_due() -> None:
    """The tick of dispatching."""
    _hand_out(Direction.DISPATCH, dispatch)


@shared_task
def retrieve(alias_id: int) -> None:
    """Retrieves one alias's mail, where it is due and nobody else is at it."""
    lease = _taken(alias_id, Direction.RETRIEVE)
    if lease is None:
        return
    with structlog.contextvars.bound_contextvars(alias=alias_id, action="retrieve"):
        report = _told(lease, retriever.retrieve)
        if report is not None:
            now = timezone.now()
            health.give_back(lease, report, due=_next_retrieval(alias_id, report, now), now=now)


@shared_task
def dispatch(alias_id: int) -> None:
    """Sends one alias's mail, where some is due and nobody else is at it."""
    lease = _taken(alias_id, Direction.DISPATCH)
    if lease is None:
        return
    with structlog.contextvars.bound_contextvars(alias=alias_id, action="dispatch"):
        report = _told(lease, dispatcher.dispatch)
        if report is not None:
            outbox.finish(lease, report, now=timezone.now())


@shared_task
def round_trips() -> None:
    """The tick of the round trips that people asked for; a copy of the installation makes none."""
    if not guard.is_production():
        return
    for pk in round_trip.claim(timezone.now()):
        send_round_trip.apply_async((pk,), expires=due.CLAIM_SECONDS)


@shared_task
def send_round_trip(pk: int) -> None:
    """Sends one test message; a second task for it finds it sent, or sends the same message."""
    round_trip.send(pk)


@shared_task
def notices() -> None:
    """The tick of incidents: waiting mail is looked at, what has settled ends, people are told."""
    if not guard.is_production():
        return
    now = timezone.now()
    waiting.look(now)
    opening.end_settled(now)
    delivery.deliver(now)


@shared_task
def index_words() -> None:
    """Makes what came of late quick to search."""
    search.catch_up(seconds=8.0)


@shared_task
def complete_people() -> None:
    """The tick of directory servers: new people are looked up, long after their mail was filed."""
    if guard.is_production():
        completing.complete(timezone.now())


@shared_task
def hooks_due() -> None:
    """The tick of webhooks: one task for each that has something to be told."""
    if guard.is_production():
        for pk in delivering.due(timezone.now()):
            tell_hook.apply_async((pk,), expires=due.CLAIM_SECONDS)


@shared_task
def tell_hook(pk: int) -> None:
    """Tells one webhook what waits for it, where nobody else is at it."""
    if guard.is_production():
        delivering.deliver(pk, timezone.now())


@shared_task
def reap() -> None:
    """What fell between two stools: messages nobody processes, dispatchers nobody woke, old drafts."""
    due.wake_forgotten(timezone.now())
    Node.objects.forget(timezone.now())
    drafts.purge(timezone.now())
    uploads.purge(timezone.now())
    completing.forget(timezone.now())
    unsent.purge(timezone.now())
    delivering.purge(timezone.now())
    waiting = RawMessage.objects.to_process().order_by().values("alias_id").distinct()
    for alias in Alias.objects.filter(pk__in=waiting):
        processing.process_stored(alias)


@shared_task
def purge() -> None:
    """What is kept for a number of days and no longer, in small steps; the rest in the next hour."""
    if guard.is_production():
        retention.purge_all(timezone.now())


def _hand_out(direction: Direction, task: Task[[int], None]) -> None:
    Heartbeat.objects.note(Heartbeat.TICK, timezone.now())
    handing.hand_out(task, due.claim(direction, timezone.now()))


def _taken(alias_id: int, direction: Direction) -> Lease | None:
    if not guard.is_production():
        return None
    node = str(current_task.request.hostname or "") if current_task else ""
    return jobs.take(alias_id, direction, timezone.now(), node=node)


def _told(lease: Lease, story: Callable[[Lease], Report]) -> Report | None:
    try:
        with kept(lease):
            return story(lease)
    except LeaseLost:
        log.warning("Another worker has taken over.")
        return None


def _next_retrieval(alias_id: int, report: Report, now: datetime) -> datetime:
    """At once where some are left or the retriever was stopped, else after the alias's interval."""
    interval = Alias.objects.values_list("interval_seconds", flat=True).get(pk=alias_id)
    left = report.found > report.done or not report.tried
    return now if left else now + timedelta(seconds=interval)
