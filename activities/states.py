"""The states of a recipient and every way between them, as data: none but the last has no way out."""

from dataclasses import dataclass

from activities.models import RecipientState as State


@dataclass(frozen=True, slots=True)
class Edge:
    """``by`` is what makes the change, in words."""

    source: State
    target: State
    by: str


EDGES = (
    Edge(State.QUEUED, State.SENDING, "a run claims it"),
    Edge(State.DEFERRED, State.SENDING, "a run claims it"),
    Edge(State.UNCERTAIN, State.SENDING, "a run claims it once more"),
    Edge(State.SENDING, State.SENT, "the server takes it"),
    Edge(State.SENDING, State.DEFERRED, "the server puts it off"),
    Edge(State.SENDING, State.FAILED, "the server refuses it"),
    Edge(State.SENDING, State.UNCERTAIN, "the connection is lost after the message"),
    Edge(State.SENDING, State.QUEUED, "the run ends before its turn"),
    Edge(State.DEFERRED, State.QUEUED, "a person sends it again"),
    Edge(State.FAILED, State.QUEUED, "a person sends it again"),
    Edge(State.UNCERTAIN, State.QUEUED, "a person sends it again"),
    Edge(State.HELD, State.QUEUED, "a person sends it again"),
    Edge(State.QUEUED, State.HELD, "a person holds it"),
    Edge(State.DEFERRED, State.HELD, "a person holds it"),
    Edge(State.QUEUED, State.CANCELLED, "a person cancels it"),
    Edge(State.DEFERRED, State.CANCELLED, "a person cancels it"),
    Edge(State.HELD, State.CANCELLED, "a person cancels it"),
    Edge(State.UNCERTAIN, State.CANCELLED, "a person cancels it"),
    Edge(State.FAILED, State.CANCELLED, "a person cancels it"),
    Edge(State.SENT, State.DELIVERED, "a report says that it arrived"),
    Edge(State.UNCERTAIN, State.DELIVERED, "a report says that it arrived"),
    Edge(State.SENT, State.BOUNCED, "a report says that it came back"),
    Edge(State.UNCERTAIN, State.BOUNCED, "a report says that it came back"),
    Edge(State.DELIVERED, State.BOUNCED, "a report says that it came back"),
)
# Nothing is left to be done.
ENDS = frozenset({State.SENT, State.TRAINED, State.DELIVERED, State.BOUNCED, State.CANCELLED})


def without_exit(edges: tuple[Edge, ...] = EDGES) -> set[State]:
    """States from which no way leads to an end."""
    leading = set(ENDS)
    while more := {one.source for one in edges if one.target in leading} - leading:
        leading |= more
    return set(State) - leading
