"""Something written into the database again and again, from a thread that nothing can stop but its end.

What it does must be short; where the database is away it is done the next time.
"""

import threading
from collections.abc import Callable

import structlog
from django.db import connection

from workers.models import BEAT_SECONDS

log = structlog.get_logger(__name__)


class Pulse:
    """Calls ``beat`` at once and every ``seconds``; ``last`` once when it is stopped."""

    def __init__(
        self,
        beat: Callable[[], object],
        *,
        last: Callable[[], object] | None = None,
        seconds: float = BEAT_SECONDS,
    ) -> None:
        self.beat = beat
        self.last = last
        self.seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits a moment for the last beat; a database that does not answer keeps nobody."""
        self._over.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        _try(self.beat)
        while not self._over.wait(self.seconds):
            _try(self.beat)
        if self.last is not None:
            _try(self.last)


def _try(beat: Callable[[], object]) -> None:
    try:
        beat()
    except Exception as error:
        log.warning("A heartbeat could not be written.", error=str(error))
    finally:
        # Nothing is kept open between two: the pool forks, and databases come and go.
        connection.close()
