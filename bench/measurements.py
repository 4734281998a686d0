"""What a measurement is, and what comes out of it; says nothing of what is measured."""

from collections.abc import Callable
from dataclasses import dataclass, field

RATE = "messages/s"


@dataclass(slots=True)
class Figure:
    """Numbers of one kind; `messages` is how many were moved for each, 0 where that says nothing."""

    unit: str
    numbers: list[float] = field(default_factory=list)
    messages: int = 0


Figures = dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Measurement:
    """`run` is called once a round with the number of messages, and returns figures by name.

    share: the part of the usual number of messages that it moves; slow ones take fewer.
    rounds: how many rounds it takes part in at most; what takes long and varies little takes few.
    foreign: it runs somebody else's program; where that fails it is left out, with the reason.
    """

    run: Callable[[int], Figures]
    share: float = 1.0
    rounds: int = 1_000
    foreign: bool = False

    def messages(self, usual: int) -> int:
        """How many of the `usual` messages it moves, at least one."""
        return max(1, round(usual * self.share))


def rate(
    name: str, seconds: Callable[[int], float], *, share: float = 1.0, foreign: bool = False
) -> dict[str, Measurement]:
    """A measurement of messages per second, from what takes a number and returns seconds."""

    def run(count: int) -> Figures:
        return {name: Figure(RATE, [count / seconds(count)], messages=count)}

    return {name: Measurement(run, share, foreign=foreign)}
