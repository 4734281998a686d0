"""What a kind of condition is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from activities.workflows.facts import Facts
from activities.workflows.forms import Field, Values

# Where the condition holds, the words that say in what; '' where it does not.
Test = Callable[[Facts], str]


@dataclass(frozen=True, slots=True)
class Condition:
    """make: the test for filled-in fields; raises Refused. A group has ``join`` instead."""

    kind: str
    label: str
    fields: tuple[Field, ...]
    make: Callable[[Values], Test] | None = None
    join: Callable[[Sequence[Test]], Test] | None = None
