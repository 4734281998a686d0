"""Lets what gives one thing after another run ahead of who takes them, by one; it knows neither."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def ahead(source: Iterator[T]) -> Generator[T, None, None]:
    """The same things in the same order, each made while the one before it is being used.

    ``source`` gives no None and runs in a thread of its own, with database connections of its own
    that are closed at the end. What it raises is raised here. Whoever leaves early has to close
    this: once it is closed nothing more is asked of ``source``, and nothing of it is under way.
    """
    # What is bound for the log is bound there, too.
    context = copy_context()

    def another() -> T | None:
        return next(source, None)

    with ThreadPoolExecutor(1, "ahead") as thread:
        try:
            coming = thread.submit(context.run, another)
            while (one := coming.result()) is not None:
                coming = thread.submit(context.run, another)
                yield one
        finally:
            thread.submit(connections.close_all)
