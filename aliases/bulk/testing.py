"""Login tests of many aliases, one after the other, each told when it begins and when it ends."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from aliases import connections
from aliases.models import Alias
from departments import trials
from wire import probe
from wire.errors import Explanation, WireError
from wire.trace import StepReport

# One test can take as long as several time limits; the page is read by somebody who waits.
MOST_AT_ONCE = 50


def lines(aliases: Iterable[Alias], user: Any) -> Iterator[str]:
    """One JSON object a line: alias, direction, state (running, passed, failed) and words."""
    for alias in aliases:
        for direction in ("incoming", "outgoing"):
            yield _line(alias, direction, "running", "")
            trouble = _trouble(alias, direction, user)
            words = in_words(trouble) if trouble else "Connection established successfully."
            yield _line(alias, direction, "failed" if trouble else "passed", words)
    yield json.dumps({"state": "end"}) + "\n"


def _trouble(alias: Alias, direction: str, user: Any) -> Explanation | None:
    """Why the test failed; None where it passed. It is noted who tested."""
    try:
        trial = trials.note(user, direction, about=str(alias), department=alias.department)
    except trials.Refused as error:
        return Explanation(str(error))
    trouble = failure(alias, direction)
    trial.end(trouble.likely if trouble else "passed")
    return trouble


def failure(alias: Alias, direction: str) -> Explanation | None:
    """Why signing in fails, as the alias stands, saved or not; None where it works."""
    try:
        for report in _steps(alias, direction):
            if report.failure is not None:
                return report.failure
    except WireError as error:
        return error.why
    return None


def _steps(alias: Alias, direction: str) -> Iterator[StepReport]:
    if direction == "incoming":
        return probe.incoming(
            connections.incoming_endpoint(alias),
            connections.incoming_credentials(alias),
            protocol=connections.incoming_protocol(alias),
            folder=alias.folder,
        )
    return probe.outgoing(
        connections.outgoing_endpoint(alias),
        connections.outgoing_credentials(alias),
        sender=alias.envelope_sender,
    )


def in_words(why: Explanation) -> str:
    said = f"The server said: {why.answer}" if why.answer else ""
    tried = f"Tried {why.tried}." if why.tried else ""
    return " ".join(filter(None, (why.likely, said, why.remedy, tried)))


def _line(alias: Alias, direction: str, state: str, words: str) -> str:
    shown: dict[str, Any] = {"alias": alias.pk, "direction": direction}
    return json.dumps(shown | {"state": state, "words": words}) + "\n"
