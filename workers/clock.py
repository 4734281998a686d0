"""The scheduler's clock: Celery's own, which also writes down that it goes round (P23)."""

from typing import Any

from celery.beat import PersistentScheduler
from django.utils import timezone

from workers.pulse import Pulse


class Clock(PersistentScheduler):
    """A thread writes, so that a database that is away or silent never stops the clock."""

    _ticked = False
    _pulse: Pulse | None = None

    def tick(self, *args: Any, **kwargs: Any) -> float:
        wait = float(super().tick(*args, **kwargs))
        self._ticked = True
        if self._pulse is None:
            self._pulse = Pulse(self._note)
            self._pulse.start()
        return wait

    def _note(self) -> None:
        """Only where it went round since the last time."""
        from workers.models import Heartbeat

        if self._ticked:
            self._ticked = False
            Heartbeat.objects.note(Heartbeat.SCHEDULER, timezone.now())
