"""Telling webhooks what waits for them, oldest first, again after failures. No transaction is open meanwhile.

At least once: where the answer is lost an event is sent again, with the same key.
"""

import time
from datetime import datetime, timedelta

import structlog
from django.db.models import F, Q

from activities.hooks.models import EventState, Hook, HookEvent
from aliases.incidents import by_webhook
from departments.vault import SecretUnreadable
from wire.errors import Cause, Explanation, Step, WireError
from wire.fetch import Web
from wire.web import post_json

log = structlog.get_logger(__name__)

# One run; the lease is longer by more than a request can take.
LONGEST_RUN = 50.0
LEASE = timedelta(minutes=2)
# So many refusals in a row are the receiver's trouble, not one event's.
IN_A_ROW = 3
FIRST_GAP, LONGEST_GAP = timedelta(seconds=10), timedelta(minutes=10)
GIVE_UP = timedelta(days=3)
IDEMPOTENCY = "Idempotency-Key"
AT_ONCE = 1000


def due(now: datetime) -> list[int]:
    """The webhooks that are to be told something."""
    return list(Hook.objects.due(now).values_list("pk", flat=True))


def deliver(pk: int, now: datetime) -> int:
    """Tells one webhook what waits for it, unless somebody is at it; returns how much it took."""
    if not Hook.objects.due(now).filter(pk=pk).update(leased_until=now + LEASE):
        return 0
    hook = Hook.objects.select_related("department__partition").get(pk=pk)
    told, begun = 0, time.monotonic()
    failed = 0
    while failed < IN_A_ROW and time.monotonic() < begun + LONGEST_RUN:
        moment = now + timedelta(seconds=time.monotonic() - begun)
        event = HookEvent.objects.due(moment).filter(hook=hook).order_by("pk").first()
        if event is None or not Hook.objects.filter(pk=pk, enabled=True).exists():
            break
        if _told(hook, event, moment):
            told, failed = told + 1, 0
        else:
            failed += 1
    rest = _rest(hook, now) if failed == IN_A_ROW else None
    Hook.objects.filter(pk=pk).update(leased_until=None, not_before=rest)
    return told


def _rest(hook: Hook, now: datetime) -> datetime:
    failures = Hook.objects.values_list("failures", flat=True).get(pk=hook.pk)
    return now + gap(failures // IN_A_ROW)


def gap(tries: int) -> timedelta:
    """How long to wait after so many failures: 10, 20, 40 seconds …, 10 minutes at the most."""
    grown: timedelta = FIRST_GAP * 2 ** max(0, min(tries - 1, 10))
    return min(grown, LONGEST_GAP)


def _told(hook: Hook, event: HookEvent, now: datetime) -> bool:
    """Sends one event and writes down how it went."""
    mine = HookEvent.objects.filter(pk=event.pk)
    mine.update(tries=F("tries") + 1)
    try:
        post(hook, event, now)
    except WireError as error:
        _failed(hook, event, str(error), now)
        return False
    mine.update(state=EventState.SENT, sent_at=now, next_try_at=None, error="")
    if hook.failures:
        # It is back: what was put off need not wait any longer.
        HookEvent.objects.filter(hook=hook, state=EventState.QUEUED).update(next_try_at=now)
    hook.failures = 0
    Hook.objects.filter(pk=hook.pk).update(
        failures=0, failing_since=None, last_success_at=now, error=""
    )
    return True


def _failed(hook: Hook, event: HookEvent, words: str, now: datetime) -> None:
    over = now - event.queued_at > GIVE_UP
    HookEvent.objects.filter(pk=event.pk).update(
        state=EventState.FAILED if over else EventState.QUEUED,
        next_try_at=None if over else now + gap(event.tries + 1),
        error=words,
    )
    hook.failures += 1
    Hook.objects.filter(Q(failing_since=None), pk=hook.pk).update(failing_since=now)
    Hook.objects.filter(pk=hook.pk).update(failures=F("failures") + 1, error=words)
    log.warning("A webhook was not told.", hook=hook.pk, tries=event.tries + 1)


def post(hook: Hook, event: HookEvent, now: datetime) -> None:
    """Sends the event's body, signed. Raises WireError for each answer but 200 to 299."""
    body = event.body.encode()
    headers = {
        by_webhook.SIGNATURE: by_webhook.signature(_secret_of(hook), body, now),
        by_webhook.DELIVERY: event.key,
        IDEMPOTENCY: event.key,
    }
    partition = hook.department.partition
    web = Web(
        ca_bundle=partition.ca_bundle,
        private_networks=partition.private_networks,
        plain_loopback=True,
    )
    post_json(hook.url, body, web, headers=headers)


def _secret_of(hook: Hook) -> str:
    try:
        secret = str(hook.secret.reveal())
    except SecretUnreadable as error:
        raise _no_secret(str(error)) from error
    if not secret:
        raise _no_secret("The webhook has no secret: type it on its page.")
    return secret


def _no_secret(words: str) -> WireError:
    return WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, Explanation(words))


def replay(hook: Hook, *, since: datetime, now: datetime) -> int:
    """What happened from ``since`` on and is settled is sent once more, with the same keys."""
    settled = hook.events.filter(at__gte=since).exclude(state=EventState.QUEUED)
    return again(settled.values_list("pk", flat=True), now)


def again(pks: object, now: datetime) -> int:
    rows = HookEvent.objects.filter(pk__in=pks).exclude(state=EventState.QUEUED)  # type: ignore[misc]
    return rows.update(
        state=EventState.QUEUED, next_try_at=now, queued_at=now, sent_at=None, tries=0
    )


def purge(now: datetime) -> int:
    """Removes settled events that are older than their webhook keeps them, in small steps."""
    done = 0
    for pk, days in Hook.objects.values_list("pk", "keep_days"):
        old = HookEvent.objects.filter(hook=pk, at__lt=now - timedelta(days=days))
        pks = old.exclude(state=EventState.QUEUED).values_list("pk", flat=True)[:AT_ONCE]
        done += HookEvent.objects.filter(pk__in=list(pks)).delete()[0]
    return done
