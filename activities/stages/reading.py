"""The first stage: from bytes to what can be looked at. It decides nothing."""

from activities.stages.values import Incoming
from activities.threads import reading as threads
from exceptions.facts import facts_of
from wire.parse import Node, parse_with_tree


def read(content: bytes) -> tuple[Incoming, Node]:
    """The message with its evidence, and the tree of its parts.

    Raises Unparseable where a limit forbids to go on.
    """
    parsed, root = parse_with_tree(content)
    return Incoming(parsed, facts_of(content, parsed, root), threads.facts_of(parsed)), root
