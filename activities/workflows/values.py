"""What a workflow decides, and the rules that decide it, ready to run; frozen values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from activities.workflows.conditions.condition import Test


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule stands. workflow: 0 for the standard start workflow, which has no versions."""

    workflow: int = 0
    name: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that held: which one (counted from 1), in what, and what it asked for."""

    origin: Origin
    number: int
    rule: str
    why: str
    did: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a message.

    queue: None for the usual one. template: of the case, where it is new. acknowledgement: name
    of a text, '' for none. redirects: addresses. dropped: kept, closed, and waiting nowhere.
    stopped: later rules were not asked. trail: the rules that held, in their order.
    """

    queue: int | None = None
    priority: int | None = None
    template: int | None = None
    tags: tuple[str, ...] = ()
    acknowledgement: str = ""
    redirects: tuple[str, ...] = ()
    dropped: bool = False
    stopped: bool = False
    trail: tuple[Fired, ...] = ()


Step = Callable[[Decision], Decision]


@dataclass(frozen=True, slots=True)
class Rule:
    """exceptions: whether delivery exceptions are asked as well; otherwise they pass it by."""

    origin: Origin
    number: int
    name: str
    test: Test
    steps: tuple[Step, ...]
    did: tuple[Mapping[str, Any], ...]
    exceptions: bool = False
