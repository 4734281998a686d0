"""How long a run may go on: where others wait for a worker, a full mailbox lets them in between."""

import math
import time

from django.utils import timezone

from aliases import jobs
from aliases.jobs import Lease

# Seconds. A run ends after LONGEST in any case; after SHARE, where a job waits for a worker, but
# counted from when mail can move: where a server takes longer to let us in, none ever would.
LONGEST = 60.0
SHARE = 10.0
LOOK = 1.0


class Turn:
    """Begins when it is made."""

    def __init__(self, lease: Lease) -> None:
        self.begun = time.monotonic()
        self._lease = lease
        self._look = math.inf

    def moves(self) -> None:
        """The server has let us in, and what is to be done is known."""
        self._look = time.monotonic() + SHARE

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    def over(self) -> bool:
        if self.seconds > LONGEST:
            return True
        if time.monotonic() < self._look:
            return False
        self._look = time.monotonic() + LOOK
        return jobs.others_wait(self._lease, timezone.now())
