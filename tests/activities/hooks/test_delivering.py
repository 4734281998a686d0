"""Telling a real receiver: signed, in order, again after failures, and each event once by its key."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from activities.hooks import delivering
from activities.hooks.models import Hook, HookEvent, Kind
from activities.hooks.telling import event
from departments import guard
from tests.servers.ports import closed_port
from workers import tasks

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


def happened(hook: Hook, number: int) -> None:
    now = timezone.now()
    HookEvent.objects.bulk_create(
        event(hook, Kind.ACTIVITY, {"activity": one}, now) for one in range(number)
    )


def states() -> list[str]:
    return list(HookEvent.objects.order_by("pk").values_list("state", flat=True))


def test_events_are_told_signed_and_in_order_each_with_its_key(hook, webhook):
    happened(hook, 5)
    assert delivering.deliver(hook.pk, timezone.now()) == 5
    assert [body["activity"] for body in webhook.bodies] == [0, 1, 2, 3, 4]
    assert webhook.deliveries == [body["id"] for body in webhook.bodies]
    assert states() == ["sent"] * 5


def passed(by: timedelta) -> None:
    """Time goes by: receivers refuse what is signed at another time than theirs."""
    times = ("next_try_at", "queued_at", "at")
    HookEvent.objects.update(**{name: F(name) - by for name in times})
    Hook.objects.update(not_before=F("not_before") - by)


def tell() -> None:
    for pk in delivering.due(timezone.now()):
        delivering.deliver(pk, timezone.now())


def test_a_receiver_that_was_down_for_an_hour_gets_everything_once_by_its_keys(hook, webhook):
    happened(hook, 7)
    webhook.status = 503
    for _ in range(60):
        tell()
        passed(MINUTE)
    assert (webhook.bodies, set(states())) == ([], {"queued"})
    assert webhook.requests < 60
    webhook.status = 0
    for _ in range(15):
        tell()
        passed(MINUTE)
    assert sorted(body["activity"] for body in webhook.bodies) == list(range(7))
    assert len(set(webhook.deliveries)) == 7
    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since, hook.error) == (0, None, "")


def test_where_the_answer_is_lost_it_comes_again_with_the_same_key(hook, webhook):
    happened(hook, 1)
    delivering.deliver(hook.pk, timezone.now())
    HookEvent.objects.update(state="queued", next_try_at=timezone.now())
    delivering.deliver(hook.pk, timezone.now())
    assert len(webhook.deliveries) == 2
    assert len(set(webhook.deliveries)) == 1


def test_nobody_tells_a_webhook_that_somebody_else_has_in_hand(hook, webhook):
    happened(hook, 1)
    now = timezone.now()
    Hook.objects.update(leased_until=now + MINUTE)
    assert (delivering.due(now), delivering.deliver(hook.pk, now)) == ([], 0)
    assert delivering.deliver(hook.pk, now + 2 * MINUTE) == 1


def test_it_is_given_up_after_three_days_and_can_be_told_all_the_same(hook, webhook):
    happened(hook, 1)
    webhook.status = 500
    passed(timedelta(days=3, minutes=1))
    tell()
    assert states() == ["failed"]
    webhook.status = 0
    since = timezone.now() - timedelta(days=4)
    assert delivering.replay(hook, since=since, now=timezone.now()) == 1
    tell()
    assert states() == ["sent"]


def test_an_address_that_may_not_be_reached_is_not_contacted(hook):
    Hook.objects.update(url="https://169.254.169.254/latest")
    happened(hook, 1)
    assert delivering.deliver(hook.pk, timezone.now()) == 0
    assert HookEvent.objects.get().error


def test_a_redirect_is_an_error_and_no_secret_is_in_it(hook, webhook):
    webhook.status = 302
    happened(hook, 1)
    delivering.deliver(hook.pk, timezone.now())
    found = HookEvent.objects.get().error
    assert found
    assert "s3ntinel" not in found
    assert "p4th-token" not in found


def test_a_closed_port_fails_in_words_and_the_task_goes_on(hook):
    Hook.objects.update(url=f"https://127.0.0.1:{closed_port()}/")
    happened(hook, 1)
    tasks.tell_hook(hook.pk)
    hook.refresh_from_db()
    assert hook.failures == 1
    assert hook.failing_since


def test_a_copy_of_the_installation_tells_nobody(hook, webhook, monkeypatch):
    happened(hook, 1)
    monkeypatch.setattr(guard, "is_production", lambda: False)
    tasks.hooks_due()
    tasks.tell_hook(hook.pk)
    assert webhook.requests == 0


def test_old_events_go_and_what_waits_stays(hook):
    happened(hook, 2)
    HookEvent.objects.filter(pk=HookEvent.objects.first().pk).update(state="sent")
    assert delivering.purge(timezone.now() + timedelta(days=6)) == 0
    assert delivering.purge(timezone.now() + timedelta(days=8)) == 1
    assert states() == ["queued"]
