"""Makes activities of stored messages: of a batch at once, of one after the other where that fails."""

from collections.abc import Sequence

import structlog
from django.db import InterfaceError, OperationalError

from activities import filing, intake, shelf
from activities.raw import RawMessage, RawState
from activities.stages.order import take_in
from activities.stages.values import Incoming, Rules
from aliases.models import Alias
from attachments.policy import Policy, policy_of
from exceptions.rules import rules_for
from wire.parse import Unparseable
from workers import scanning

log = structlog.get_logger(__name__)

# These say nothing about a message: the run ends, and the next one goes on.
TROUBLE_OF_THE_DATABASE = (OperationalError, InterfaceError)


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
