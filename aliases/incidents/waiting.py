"""Mail that waits too long, or too much of it, by what each department's monitor allows (SV-5)."""

from collections.abc import Iterator
from datetime import datetime

from aliases.incidents.opening import Trouble


def find(now: datetime) -> Iterator[Trouble]:
    yield from ()
