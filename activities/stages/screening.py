"""The stage that says which attachments people may read; the others stay in the raw message."""

from dataclasses import replace

from activities.stages.values import Incoming
from attachments.policy import Policy
from attachments.screening import screen
from wire.parse import Node


def screened(incoming: Incoming, root: Node, policy: Policy) -> Incoming:
    """Raises Unparseable where the fields that name files go on without end."""
    return replace(incoming, screened=screen(incoming.parsed, root, 0, policy=policy))
