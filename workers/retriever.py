"""One alias's mail comes in: the story of retrieving, top to bottom.

fetch a batch -> commit the raw messages -> only then remove the server's copies -> process each.
Whatever dies wherever, the next run goes on from what is committed.
"""

from collections import deque
from collections.abc import Generator, Sequence
from contextlib import closing

import structlog
from django.db import InterfaceError, OperationalError, connection

from activities import backlog, filing, intake, shelf
from activities.raw import RawMessage, RawState
from activities.stages.order import take_in
from activities.stages.values import Incoming, Rules
from aliases import connections
from aliases.incoming import AfterFetch
from aliases.jobs import Lease, Report
from aliases.models import Alias
from attachments.policy import Policy, policy_of
from exceptions.rules import rules_for
from wire.errors import Step, WireError
from wire.inbox import Found, Inbox
from wire.parse import Unparseable
from workers import fetching, scanning
from workers.ahead import ahead
from workers.turn import Turn

log = structlog.get_logger(__name__)

# These say nothing about a message: the run ends, and the next one goes on.
TROUBLE_OF_THE_DATABASE = (OperationalError, InterfaceError)


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


# Where one of these changes, the open session is not the alias's any more.
SESSION = (
    "account_id",
    "shared_mailbox",
    "incoming_protocol",
    "incoming_host",
    "incoming_port",
    "incoming_encryption",
    "incoming_method",
    "incoming_user",
    "incoming_password",
    "incoming_allow_clear",
    "incoming_verify",
    "folder",
    "maximum_megabytes",
)


def as_it_is_now(alias: Alias) -> Alias | None:
    """The alias with the settings of this moment (P43); None where the run has to end.

    It ends where the alias was deactivated or deleted, where its retriever was stopped, and where
    another session is needed. The limit of size counts with those: the batches are made by it.
    """
    current = Alias.objects.select_related("department__partition", "retriever")
    now = current.filter(pk=alias.pk).first()
    if now is None or not retrieves(now):
        return None
    return None if any(getattr(now, name) != getattr(alias, name) for name in SESSION) else now


def retrieves(alias: Alias) -> bool:
    """Whether it is active and its retriever runs."""
    well = alias.active and not alias.deleted_at
    return well and alias.retriever is not None and alias.retriever.enabled


class Settings:
    """The alias of a run, kept as it is now; asked between any two commands of the session (P43)."""

    def __init__(self, lease: Lease, turn: Turn) -> None:
        self.alias: Alias = lease.alias
        self._turn = turn
        self._watch = lease.watch
        self._allow = retrieves(self.alias)

    def allow(self) -> bool:
        """Whether the run goes on; once it may not, it never does again."""
        self._allow = self._allow and not self._turn.over()
        if self._allow and self._watch.changed():
            current = as_it_is_now(self.alias)
            self._allow = current is not None
            self.alias = current or self.alias
        return self._allow


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


def process_stored(alias: Alias) -> int:
    """Makes activities of what is stored; returns how many could not be read or filed."""
    last = failed = 0
    while batch := intake.begin(alias, after=last):
        last = batch[-1].pk
        failed += process_begun(alias, batch)
    return failed


def process_begun(alias: Alias, new: Sequence[RawMessage]) -> int:
    """The same with messages whose try is counted. One that fails never stops those behind it."""
    batch = [one for one in new if one.state == RawState.STORED]
    try:
        return process(alias, batch) if batch else 0
    except TROUBLE_OF_THE_DATABASE:
        intake.not_tried(batch)
        raise


def process(alias: Alias, batch: Sequence[RawMessage]) -> int:
    """read -> screen -> judge -> scan -> thread -> commit, the whole batch at once; one by one where that fails.

    Returns how many went on the shelf.
    """
    rules, policy = rules_for(alias.department), policy_of(alias.department_id)
    read = [(raw, incoming) for raw in batch if (incoming := readable(raw, rules, policy))]
    read = scanning.scanned(read, policy)
    failed = len(batch) - len(read)
    try:
        filing.file(alias, read)
    except TROUBLE_OF_THE_DATABASE:
        raise
    except Exception:
        log.exception("A batch could not be filed; its messages are filed one by one.")
        failed += sum(not file_alone(alias, raw, incoming) for raw, incoming in read)
    return failed


def readable(raw: RawMessage, rules: Rules, policy: Policy) -> Incoming | None:
    """The message read, screened and judged; where that fails it goes on the shelf with the reason."""
    if words := intake.worn_out(raw):
        shelf.shelve(raw, words)
        return None
    try:
        return take_in(raw.content(), rules, policy)
    except Unparseable as trouble:
        shelf.shelve(raw, trouble.reason)
    except Exception as trouble:
        log.exception("A message could not be read.", raw=raw.pk)
        shelf.shelve(raw, f"An error of the program: {type(trouble).__name__}: {trouble}")
    return None


def file_alone(alias: Alias, raw: RawMessage, incoming: Incoming) -> bool:
    """Whether it could be filed; else it is on the shelf."""
    try:
        filing.file(alias, [(raw, incoming)])
    except TROUBLE_OF_THE_DATABASE:
        raise
    except Exception as trouble:
        log.exception("A message could not be filed.", raw=raw.pk)
        shelf.shelve(raw, f"An error of the program: {type(trouble).__name__}: {trouble}")
        return False
    return True
