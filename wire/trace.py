"""Steps of a session: timed, told to a listener, and foreign errors translated at their edge.

The same steps serve the real work (nobody listens) and the login test (the console listens), so
that a test can be trusted to do what the work does.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from wire.classify import FOREIGN, classify
from wire.endpoints import Endpoint
from wire.errors import Explanation, Step, WireError


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step as a listener sees it: first ``running``, then ``passed`` or ``failed``."""

    step: Step
    state: str
    seconds: float = 0.0
    detail: str = ""
    failure: Explanation | None = None


@dataclass(slots=True)
class Remark:
    """What a step found out, filled while it runs."""

    detail: str = ""


@dataclass(slots=True)
class Trace:
    """Runs steps against one endpoint."""

    endpoint: Endpoint
    listen: Callable[[StepReport], None] = field(default=lambda report: None)

    @contextmanager
    def step(self, step: Step) -> Iterator[Remark]:
        """Raises WireError in place of whatever a library raises inside."""
        begun = time.monotonic()
        remark = Remark()
        self.listen(StepReport(step, "running"))
        try:
            yield remark
        except WireError as error:
            self._failed(error, begun)
            raise
        except FOREIGN as error:
            translated = classify(error, step, self.endpoint)
            self._failed(translated, begun)
            raise translated from error
        seconds = time.monotonic() - begun
        self.listen(StepReport(step, "passed", seconds, remark.detail))

    def _failed(self, error: WireError, begun: float) -> None:
        seconds = time.monotonic() - begun
        self.listen(StepReport(error.step, "failed", seconds, failure=error.why))
