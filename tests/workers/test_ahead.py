"""What runs ahead gives the same, in order, and has ended when its taker has."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from structlog.contextvars import bound_contextvars, get_contextvars

from workers.ahead import ahead


def test_the_next_is_made_while_the_one_before_is_used():
    begun = threading.Event()

    def source() -> Iterator[int]:
        yield 1
        begun.set()
        yield 2

    with closing(ahead(source())) as things:
        assert next(things) == 1
        assert begun.wait(20)
        assert list(things) == [2]


def test_it_is_never_ahead_by_more_than_one():
    made = []

    def source() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    for taken, number in enumerate(ahead(source())):
        assert taken == number
        assert len(made) <= taken + 2


def test_an_error_comes_after_what_was_given_before_it():
    def source() -> Iterator[int]:
        yield 1
        raise LookupError("no more")

    things = ahead(source())
    assert next(things) == 1
    with pytest.raises(LookupError, match="no more"):
        next(things)


def test_who_leaves_early_leaves_nothing_under_way():
    made = []

    def source() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    with closing(ahead(source())) as things:
        next(things)
    assert made in ([0], [0, 1])
    assert not [one for one in threading.enumerate() if one.name.startswith("ahead")]


def test_what_is_bound_for_the_log_is_bound_there_too():
    def source() -> Iterator[object]:
        yield get_contextvars()["alias"]

    with bound_contextvars(alias=7):
        assert list(ahead(source())) == [7]
