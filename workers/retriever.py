"""One alias's mail comes in: the story of retrieving, top to bottom.

fetch a batch -> commit the raw messages -> only then remove the server's copies -> process each.
Whatever dies wherever, the next run goes on from what is committed.
"""

from collections import deque
from collections.abc import Generator, Sequence
from contextlib import closing

import structlog
from django.db import connection

from activities import backlog, intake
from activities.raw import RawMessage
from aliases import connections
from aliases.incoming import AfterFetch
from aliases.jobs import Lease, Report
from aliases.models import Alias
from wire.errors import Step, WireError
from wire.inbox import Found, Inbox
from workers import fetching
from workers.ahead import ahead
from workers.current import Settings
from workers.processing import process_begun, process_stored
from workers.turn import Turn

log = structlog.get_logger(__name__)


def retrieve(lease: Lease) -> Report:
    """Empties the alias's mailbox into the store. Raises LeaseLost and DatabaseError only."""
    turn = Turn(lease)
    alias: Alias = lease.alias
    failed = process_stored(alias)
    settings = Settings(lease, turn)
    if not settings.allow():
        return Report(tried=False)
    found = done = 0
    trouble = None
    remark = ""
    try:
        inbox = connections.open_inbox(alias)
        try:
            backlog.settle(lease, alias, inbox)
            waiting = inbox.waiting(above=intake.water_mark(alias, inbox))
            left = deque(intake.unknown(alias, inbox, waiting))
            found = len(left)
            turn.moves()
            with closing(stored(lease, settings, inbox, left)) as batches:
                for new in batches:
                    done += len(new)
                    failed += process_begun(settings.alias, new)
            tidy(settings.alias, inbox)
        finally:
            inbox.abandon()
    except WireError as error:
        # What the server does not let go is fetched no second time: mail goes on coming in (P06).
        refused_to_tidy = error.step is Step.CLEAN_UP and error.permanent
        trouble = None if refused_to_tidy else error
        remark = str(error)
        log.warning("Retrieving failed.", cause=error.cause.value, step=error.step.value)
    took = turn.seconds
    return Report(trouble, True, remark, found=found, done=done, failed=failed, seconds=took)


def stored(
    lease: Lease, settings: Settings, inbox: Inbox, left: deque[Found]
) -> Generator[Sequence[RawMessage], None, None]:
    """Batch after batch of what is new, committed; to be closed.

    Of several, the next is fetched and committed while the one before it is processed; not in
    SQLite, where only one can write.
    """
    batches = _stored(lease, settings, inbox, left)
    overlap = len(left) > fetching.BATCH_MESSAGES and connection.vendor != "sqlite"
    return ahead(batches) if overlap else batches


def _stored(
    lease: Lease, settings: Settings, inbox: Inbox, left: deque[Found]
) -> Generator[Sequence[RawMessage], None, None]:
    while left and settings.allow():
        new = store(lease, settings, inbox, left)
        settings.allow()
        yield new


def store(
    lease: Lease, settings: Settings, inbox: Inbox, left: deque[Found]
) -> Sequence[RawMessage]:
    """Fetches and commits the next messages; of one over the alias's limit only the header.

    Returns what is new.
    """
    alias = settings.alias
    if left[0].size > alias.maximum_bytes:
        found = left.popleft()
        return intake.store_header(lease, alias, inbox, found, inbox.header(found))
    fetched = fetching.batch(inbox, left, alias.maximum_bytes, go_on=settings.allow)
    return intake.store(lease, alias, inbox, fetched)


def tidy(alias: Alias, inbox: Inbox) -> None:
    """Removes from the server what is committed here; certain only once the session has ended."""
    identities = intake.to_remove(alias, inbox)
    if identities and alias.after_fetch == AfterFetch.DELETE:
        inbox.delete(identities)
    if identities and alias.after_fetch == AfterFetch.MOVE:
        inbox.move(identities, alias.after_fetch_folder)
    inbox.close()
    intake.removed(alias, inbox.folder, identities)
