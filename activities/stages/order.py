"""The order of the stages, and the one place that runs them; pure."""

from collections.abc import Callable

from activities.stages import judging, linking, reading, screening
from activities.stages.values import Incoming, Rules
from attachments.policy import Policy

STAGES: tuple[Callable[[Incoming, Rules], Incoming], ...] = (
    judging.judged,
    linking.linked,
)


def take_in(content: bytes, rules: Rules, policy: Policy | None = None) -> Incoming:
    """A stored message as far as it can be known without the database.

    Without a ``policy`` its attachments are not looked into.

    What comes after looks at other messages, batch by batch: holding, threading and the commit
    (`activities.intake`). Raises Unparseable.
    """
    incoming, root = reading.read(content)
    if policy is not None:
        incoming = screening.screened(incoming, root, policy)
    for stage in STAGES:
        incoming = stage(incoming, rules)
    return incoming
