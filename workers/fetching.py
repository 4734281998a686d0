"""How much is fetched before it is committed: bounded in messages, bytes and seconds.

So a slow server neither keeps what was fetched from being stored, nor Stop and changed settings
from being noticed.
"""

import time
from collections import deque
from collections.abc import Callable

from wire.inbox import Fetched, Found, Inbox

BATCH_MESSAGES = 100
BATCH_BYTES = 8 * 1024 * 1024
BATCH_SECONDS = 2.0
# One command fetches so many, fewer from a slow server; how fast it is shows at the first message.
# After each command the settings are read anew, so after 20 messages at the latest (P43).
FIRST, MOST = 1, 20


def batch(
    inbox: Inbox, left: deque[Found], largest: int, *, go_on: Callable[[], bool]
) -> list[Fetched]:
    """Takes from ``left`` and fetches until a bound is reached, or ``go_on`` says no.

    One over ``largest`` bytes is left where it is. Raises WireError.
    """
    begun = time.monotonic()
    found: list[Fetched] = []
    octets, number = 0, FIRST
    while left and left[0].size <= largest and len(found) < BATCH_MESSAGES:
        group = _take(left, min(number, BATCH_MESSAGES - len(found)), largest, BATCH_BYTES - octets)
        if not group:
            break
        asked = time.monotonic()
        found += inbox.fetch(group)
        now = time.monotonic()
        octets += sum(one.size for one in group)
        if now - begun > BATCH_SECONDS or not go_on():
            break
        number = max(1, min(MOST, int(len(group) * BATCH_SECONDS / max(now - asked, 0.001))))
    return found


def _take(left: deque[Found], most: int, largest: int, room: int) -> list[Found]:
    """The next messages, all of whom fit into ``room`` bytes; one that is larger than that alone."""
    group: list[Found] = []
    while left and len(group) < most and left[0].size <= largest:
        fits = left[0].size <= room or (not group and room == BATCH_BYTES)
        if not fits:
            break
        room -= left[0].size
        group.append(left.popleft())
    return group
