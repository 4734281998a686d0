"""The measurements, one after the other, round by round. Needs Django set up."""

import sys
import time
from dataclasses import dataclass, field

from bench.catalogue import measurements
from bench.crew import new_crew
from bench.measurements import Figures, Measurement
from bench.peers.errors import PeerFailed, PeerMissing
from bench.rows import WrongResult
from bench.servers import Servers

WARMING_UP = 20


@dataclass
class Course:
    """How far the rounds are: the figures so far, and what is left out for which reason."""

    figures: Figures = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def measure(
    servers: Servers, *, rounds: int, messages: int, only: str = "", ours: bool = False
) -> Course:
    """Runs everything whose name has `only` in it; where `ours`, none of the peers.

    A product and its peers run close together, in the opposite order in every other round, so that
    noise of the machine meets both. Raises WrongResult where one of ours did not do its work.
    """
    crew = new_crew(servers)
    wanted = {
        name: one
        for name, one in measurements(servers, crew).items()
        if only in name and not (ours and one.foreign)
    }
    try:
        return _measure(wanted, rounds=rounds, messages=messages)
    finally:
        crew.stop()


def _measure(wanted: dict[str, Measurement], *, rounds: int, messages: int) -> Course:
    course = Course()
    say("warming up")
    for name, one in wanted.items() if messages > WARMING_UP else ():
        _run(Course(left_out=course.left_out), name, one, WARMING_UP)
    for number in range(rounds):
        names = list(wanted)
        for name in reversed(names) if number % 2 else names:
            if number < wanted[name].rounds:
                say(f"round {number + 1} of {rounds}: {name}")
                _run(course, name, wanted[name], wanted[name].messages(messages))
    return course


def _run(course: Course, name: str, measurement: Measurement, messages: int) -> None:
    if name in course.left_out:
        return
    begun = time.monotonic()
    try:
        found = measurement.run(messages)
    except (WrongResult, PeerMissing, PeerFailed) as error:
        if not measurement.foreign:
            raise
        course.left_out[name] = str(error) or type(error).__name__
        course.figures.pop(name, None)
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
