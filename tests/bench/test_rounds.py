"""What a round does with a measurement that fails."""

from bench.measurements import rate
from bench.peers.errors import PeerMissing
from bench.rounds import Course, run
from bench.rows import WrongResult


def fails(count: int) -> float:
    raise PeerMissing("not installed here")


def is_wrong(count: int) -> float:
    raise WrongResult("one is missing")


def test_a_peer_that_cannot_run_is_left_out_with_the_reason() -> None:
    course = run(rate("imap_getmail6", fails, foreign=True), Course(), rounds=2, messages=1)
    assert (course.figures, course.left_out) == ({}, {"imap_getmail6": "not installed here"})


def test_a_peer_that_failed_in_a_later_round_has_no_figure() -> None:
    seconds = iter([1.0])
    once = rate("imap_getmail6", lambda count: next(seconds, None) or fails(count), foreign=True)
    course = run(once, Course(), rounds=2, messages=1)
    assert (course.figures, list(course.left_out)) == ({}, ["imap_getmail6"])


def test_ours_that_fails_is_tidied_up_after_and_fails_the_run() -> None:
    tidied: list[str] = []
    both = rate("imap", is_wrong) | rate("pop3", lambda count: 1.0)
    course = run(both, Course(tidy=lambda: tidied.append("once")), rounds=1, messages=1)
    assert (course.wrong, tidied) == (["imap"], ["once"])
    assert list(course.figures) == ["pop3"]


def test_every_round_adds_a_number() -> None:
    course = run(rate("imap", lambda count: 0.5), Course(), rounds=3, messages=10)
    assert course.figures["imap"].numbers == [20.0] * 3


def test_every_other_round_goes_backwards() -> None:
    order: list[str] = []
    both = rate("a", lambda count: order.append("a") or 1.0)
    both |= rate("b", lambda count: order.append("b") or 1.0)
    run(both, Course(), rounds=2, messages=1)
    assert order == ["a", "b", "b", "a"]


def test_what_there_is_is_kept_after_each_round() -> None:
    kept = []
    course = Course(keep=lambda so_far: kept.append(len(so_far.figures["imap"].numbers)))
    run(rate("imap", lambda count: 0.5), course, rounds=3, messages=10)
    assert kept == [1, 2, 3]
