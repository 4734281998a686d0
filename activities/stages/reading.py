"""The first stage: from bytes to what can be looked at. It decides nothing."""

from activities.stages.values import Incoming
from activities.threads import reading as threads
from exceptions.facts import facts_of
from wire.parse import parse


def read(content: bytes) -> Incoming:
    """The message with its evidence. Raises Unparseable where a limit forbids to go on."""
    parsed = parse(content)
    return Incoming(parsed, facts_of(content, parsed), threads.facts_of(parsed))
