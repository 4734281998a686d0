"""Purges whatever has a time of retention, step by step, and not for long at a time (OP-5)."""

import time
from datetime import datetime

import structlog

from activities import retention as raw_messages
from attachments import retention as quarantine

log = structlog.get_logger(__name__)

# Rows in one transaction, so that nothing else waits for it.
STEP = 200
# A run ends after so many seconds: tasks are short, and the next run goes on.
LONGEST_RUN = 30.0
PURGES = {"messages": raw_messages.purge, "quarantined": quarantine.purge}


def purge_all(now: datetime, *, step: int = STEP) -> dict[str, int]:
    """How many of each were purged."""
    begun = time.monotonic()
    done = dict.fromkeys(PURGES, 0)
    for name, purge in PURGES.items():
        while (count := purge(now, limit=step)) and time.monotonic() < begun + LONGEST_RUN:
            done[name] += count
        done[name] += count
    if any(done.values()):
        log.info("What was kept long enough is removed.", **done)
    return done
