"""What a run's outcome makes of a job (AL-14, P20): cause × history → condition and next try. Pure.

The manual's rule stands in the table: three attempts, at least a minute apart; a passing cause is
tried again every ten minutes and heals by itself, a standing one waits for a person.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import models

from wire.errors import Cause

ATTEMPTS = 3
# Two failures nearer to each other than this count as one attempt.
APART = timedelta(minutes=1)
SLACK = timedelta(seconds=5)
EVERY = timedelta(minutes=10)
# Signing in is tried four times an hour at the most, whatever comes between (P20).
SPARING = timedelta(minutes=15)


class Condition(models.TextChoices):
    """What becomes of a job by itself; people's own switch is the alias's status."""

    WORKING = "working", "Working"
    FAILING = "failing", "Failing"
    RETRYING = "retrying", "Inactive: tried again every ten minutes"
    STOPPED = "stopped", "Inactive: needs a person"


INACTIVE = (Condition.RETRYING, Condition.STOPPED)


@dataclass(frozen=True, slots=True)
class Rule:
    """``gaps`` lie after the first, the second and each further attempt in a row with this cause."""

    standing: bool
    gaps: tuple[timedelta, timedelta, timedelta]
    # The attempts of a standing cause lie at least so far apart, first to last.
    span: timedelta = timedelta(0)


def _minutes(*numbers: float) -> tuple[timedelta, timedelta, timedelta]:
    first, second, further = (timedelta(minutes=one) for one in numbers)
    return first, second, further


RULES: dict[Cause, Rule] = {
    Cause.PASSING: Rule(False, _minutes(1, 1, 10)),
    Cause.MESSAGE: Rule(False, _minutes(1, 1, 10)),
    # A restarting server refuses for some minutes.
    Cause.REFUSED: Rule(True, _minutes(1, 9, 10), span=timedelta(minutes=10)),
    Cause.CREDENTIALS: Rule(True, _minutes(5, 6, 10), span=timedelta(minutes=10)),
    Cause.CONFIGURATION: Rule(True, _minutes(1, 5, 10), span=timedelta(minutes=5)),
}


@dataclass(frozen=True, slots=True)
class History:
    """A job's failures in a row: of any cause, and of the last one's."""

    condition: Condition = Condition.WORKING
    failures: int = 0
    failed_at: datetime | None = None
    cause: Cause | None = None
    cause_failures: int = 0
    cause_since: datetime | None = None

    @property
    def inactive(self) -> bool:
        return self.condition in INACTIVE


@dataclass(frozen=True, slots=True)
class Verdict:
    """``not_before`` is the earliest next try; None where there is none until a person acts."""

    history: History
    not_before: datetime | None


def after_failure(
    before: History, cause: Cause, now: datetime, *, jitter: float, pace: float = 1.0
) -> Verdict:
    """``jitter`` (0 to 1) takes up to a tenth off a wait of ten minutes, so that not all come at once.

    ``pace`` stretches or shortens every time of the table; trials run with a small one.
    """
    counted = _counted(before, cause, now, pace)
    rule = RULES[cause]
    condition = _condition(counted, rule, now, pace)
    after = replace(counted, condition=condition)
    if condition is Condition.STOPPED:
        return Verdict(after, None)
    wait = _wait(after, rule)
    if wait >= EVERY:
        wait *= 1 - jitter / 10
    return Verdict(after, now + wait * pace)


def after_success() -> History:
    return History()


def _counted(before: History, cause: Cause, now: datetime, pace: float) -> History:
    same = before.cause is cause
    soon = before.failed_at is not None and now - before.failed_at < (APART - SLACK) * pace
    if soon and same:
        return before
    return History(
        condition=before.condition,
        failures=before.failures + 1,
        failed_at=now,
        cause=cause,
        cause_failures=before.cause_failures + 1 if same else 1,
        cause_since=before.cause_since if same else now,
    )


def _condition(history: History, rule: Rule, now: datetime, pace: float) -> Condition:
    since = history.cause_since or now
    long_enough = now - since >= (rule.span - SLACK) * pace
    if rule.standing and history.cause_failures >= ATTEMPTS and long_enough:
        return Condition.STOPPED
    if history.failures >= ATTEMPTS:
        return Condition.RETRYING
    return Condition.FAILING


def _wait(history: History, rule: Rule) -> timedelta:
    mixed = history.failures > history.cause_failures
    if history.cause is Cause.CREDENTIALS and mixed:
        return SPARING
    if history.condition is Condition.RETRYING:
        return max(rule.gaps[2], EVERY)
    return rule.gaps[min(history.cause_failures, len(rule.gaps)) - 1]
