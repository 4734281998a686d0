"""Keeps a lease alive while long work runs, from a thread of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from aliases.jobs import Lease, LeaseLost, renew

log = structlog.get_logger(__name__)


@contextmanager
def kept(lease: Lease) -> Iterator[None]:
    """Renews the lease every third of its time until the block is left, or the lease is lost.

    Losing it is noticed by the work itself, at its next commit.
    """
    over = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(lease, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def _renew_until(lease: Lease, over: threading.Event) -> None:
    try:
        while not over.wait(settings.LEASE_SECONDS / 3):
            _renew_once(lease)
    except LeaseLost:
        log.warning("The lease was lost.", job=lease.job_id)
    finally:
        connection.close()


def _renew_once(lease: Lease) -> None:
    try:
        renew(lease, timezone.now())
    except DatabaseError as error:
        # A hiccup: there are two more chances before the lease ends.
        log.warning("The lease could not be renewed.", job=lease.job_id, error=str(error))
        connection.close()
