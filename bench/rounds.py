"""The measurements, one after the other, round by round. Needs Django set up."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.catalogue import measurements
from bench.crew import new_crew
from bench.measurements import Figures, Measurement
from bench.peers.errors import PeerFailed, PeerMissing
from bench.rows import WrongResult, forget
from bench.servers import Servers

WARMING_UP = 20


@dataclass
class Course:
    """How far the rounds are: the figures so far, and what is left out for which reason.

    wrong: those of ours that did not do their work; a run with one has failed.
    tidy: removes what a measurement that failed has left behind.
    keep: called after each round: who has no time for all of them keeps what there is.
    """

    figures: Figures = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    tidy: Callable[[], object] = lambda: None
    keep: Callable[["Course"], object] = lambda course: None


def measure(
    servers: Servers,
    course: Course,
    *,
    rounds: int,
    messages: int,
    only: str = "",
    ours: bool = False,
) -> Course:
    """Runs everything whose name has `only` in it, or one of its parts between commas.

    Where `ours`, none of the peers.

    A product and its peers run close together, in the opposite order in every other round, so that
    noise of the machine meets both.
    """
    crew = new_crew(servers)
    wanted = {
        name: one
        for name, one in measurements(servers, crew).items()
        if any(word in name for word in only.split(",")) and not (ours and one.foreign)
    }
    try:
        course.tidy = forget
        return run(wanted, course, rounds=rounds, messages=messages)
    finally:
        crew.stop()


def run(wanted: Mapping[str, Measurement], course: Course, *, rounds: int, messages: int) -> Course:
    """Round by round; each measurement is run once before, with few messages, to warm up."""
    say("warming up")
    for name, one in wanted.items() if messages > WARMING_UP else ():
        _run(course, name, one, WARMING_UP)
    course.figures.clear()
    for number in range(rounds):
        names = list(wanted)
        for name in reversed(names) if number % 2 else names:
            if number < wanted[name].rounds:
                say(f"round {number + 1} of {rounds}: {name}")
                _run(course, name, wanted[name], wanted[name].messages(messages))
        course.keep(course)
    return course


def _run(course: Course, name: str, measurement: Measurement, messages: int) -> None:
    if name in course.left_out:
        return
    begun = time.monotonic()
    try:
        found = measurement.run(messages)
    except (WrongResult, TimeoutError, PeerMissing, PeerFailed) as error:
        course.left_out[name] = str(error) or type(error).__name__
        course.figures.pop(name, None)
        if not measurement.foreign:
            course.wrong.append(name)
            course.tidy()
        say(f"  left out: {course.left_out[name]}")
        return
    for figure_name, figure in found.items():
        known = course.figures.setdefault(figure_name, figure)
        if known is not figure:
            known.numbers += figure.numbers
        say(f"  {figure_name} {figure.numbers[-1]:,.4g} {figure.unit}")
    say(f"  took {time.monotonic() - begun:.1f} s")


def say(words: str) -> None:
    """To the person who waits."""
    print(words, file=sys.stderr, flush=True)
