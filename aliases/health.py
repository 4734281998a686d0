"""Giving a job back: what its outcome makes of it, who is told, and what the history keeps (AL-14)."""

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.errors import NeedsSignIn
from aliases import conditions, jobs
from aliases.conditions import Condition, History, Verdict
from aliases.directions import Direction
from aliases.incidents import opening
from aliases.incidents.models import Kind
from aliases.incidents.opening import Trouble
from aliases.jobs import Job, Lease, Report
from aliases.models import Alias
from wire.errors import WireError

# How soon the jobs of an account that waits for a sign-in look whether somebody has signed in.
SIGN_IN_AGAIN = timedelta(minutes=1)


@transaction.atomic
def give_back(lease: Lease, report: Report, *, due: datetime | None, now: datetime) -> None:
    """Releases the job, due again at ``due`` but not before its condition allows.

    Without effect where the lease is lost.
    """
    job = lease.still_mine().select_for_update().first()
    if job is None:
        return
    before = job.history
    verdict = _verdict(before, report, now)
    given = jobs.release(
        lease,
        report,
        history=verdict.history,
        not_before=verdict.not_before,
        next_due_at=verdict.not_before if report.trouble else due,
        now=now,
    )
    if not given or not report.tried:
        return
    if report.trouble is None:
        opening.good_run(lease.alias_id, Direction(lease.direction), now)
    told = verdict.history.inactive and not isinstance(report.trouble, NeedsSignIn)
    if before.condition == verdict.history.condition and not (report.trouble and told):
        return
    alias = Alias.objects.select_related("department__partition").get(pk=lease.alias_id)
    _write_history(alias, lease.direction, before.condition, verdict.history.condition, report)
    if report.trouble and told:
        opening.report(trouble_of(alias, lease.direction, report.trouble), now)


def _verdict(before: History, report: Report, now: datetime) -> Verdict:
    if not report.tried:
        return Verdict(before, report.not_before)
    if isinstance(report.trouble, NeedsSignIn):
        # Nothing was tried: the account waits for a person, and says so itself (DI-10).
        return Verdict(before, now + SIGN_IN_AGAIN)
    if report.trouble is None:
        return Verdict(conditions.after_success(), report.not_before)
    jitter = random.random()  # noqa: S311
    pace = settings.PACE
    return conditions.after_failure(before, report.trouble.cause, now, jitter=jitter, pace=pace)


def trouble_of(alias: Alias, direction: str, error: WireError) -> Trouble:
    return Trouble(
        Kind(error.cause.value),
        str(alias),
        f"{error.why.likely} (step: {error.step}, {error.why.tried})",
        answer=error.why.answer,
        remedy=error.why.remedy,
        alias=alias,
        direction=direction,
    )


def _write_history(
    alias: Alias, direction: str, before: Condition, after: Condition, report: Report
) -> None:
    """The system's own changes of status stand in the alias's history, with their reason."""
    inactive = after in conditions.INACTIVE
    if before == after or (before not in conditions.INACTIVE and not inactive):
        return
    what = Direction(direction).label
    words = f"{what} works again: active."
    if inactive:
        words = f"{what} is {after.label.lower()}. {report.trouble}"
    Alias.history.bulk_history_create(
        [alias], update=True, default_change_reason=f"By the system: {words}"
    )


def restart(alias: Alias, *directions: Direction, now: datetime) -> None:
    """A person acted: what was stopped or waits is tried at once, with a clean sheet."""
    fresh: dict[str, object] = {
        "failures": 0,
        "failed_at": None,
        "cause": "",
        "cause_failures": 0,
        "cause_since": None,
        "not_before": None,
    }
    mine = Job.objects.filter(alias=alias, direction__in=directions or list(Direction))
    troubled = mine.exclude(condition=Condition.WORKING)
    troubled.update(condition=Condition.FAILING, condition_since=now, **fresh)
    mine.update(not_before=None, claimed_until=None, watched_since=now)
    for direction in directions or list(Direction):
        jobs.wake(alias.pk, direction, now)
