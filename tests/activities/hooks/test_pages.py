"""The pages of webhooks: the secret is only ever typed, a test is sent, and events are sent again."""

import pytest
from django.utils import timezone

from activities.hooks.models import Hook, HookEvent
from departments.models import Trial
from tests.activities.hooks.conftest import SECRET
from tests.activities.hooks.test_delivering import happened, states
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors

pytestmark = [pytest.mark.real, pytest.mark.django_db]
LIST = "/console/activities/hook/"


def typed(root, **changed: object) -> dict[str, object]:
    values = {"department": root.pk, "name": "Desk", "url": "https://desk.test/in"}
    values |= {"enabled": "on", "on_activity": "on", "keep_days": 7, "typed_secret": "s3cret"}
    return values | changed


def test_a_webhook_is_made_and_its_secret_is_never_shown(console, root):
    console.post(f"{LIST}add/", typed(root))
    hook = Hook.objects.get()
    assert hook.secret.reveal() == "s3cret"
    for name in ("change", "history"):
        assert "s3cret" not in body(console.get(f"{LIST}{hook.pk}/{name}/"))


def test_a_secret_must_be_typed_anew_for_another_server(console, root):
    assert "typed_secret" in errors(console.post(f"{LIST}add/", typed(root, typed_secret="")))
    console.post(f"{LIST}add/", typed(root))
    page = f"{LIST}{Hook.objects.get().pk}/change/"
    assert errors(console.post(page, typed(root, typed_secret=""))) == {}
    moved = typed(root, typed_secret="", url="https://other.test/in")
    assert "another server" in errors(console.post(page, moved))["typed_secret"]


def test_without_encryption_it_is_refused(console, root):
    answer = console.post(f"{LIST}add/", typed(root, url="http://desk.test/in"))
    assert "Type https" in errors(answer)["url"]


def test_a_test_event_is_sent_and_written_down(console, hook, webhook):
    assert "took the test event" in body(console.post(f"{LIST}{hook.pk}/test/", follow=True))
    assert webhook.bodies[0]["kind"] == "test"
    assert Trial.objects.get().about == "Desk"
    webhook.status = 500
    assert "500" in body(console.post(f"{LIST}{hook.pk}/test/", follow=True))
    assert not HookEvent.objects.exists()


def test_what_happened_since_a_time_waits_to_be_sent_again(console, hook):
    happened(hook, 3)
    HookEvent.objects.update(state="sent", next_try_at=None)
    since = timezone.localtime().strftime("%Y-%m-%d 00:00")
    shown = console.post(f"{LIST}{hook.pk}/replay/", {"since": since}, follow=True)
    assert "3 events wait" in body(shown)
    assert states() == ["queued"] * 3
    assert "Enter a valid" in body(
        console.post(f"{LIST}{hook.pk}/replay/", {"since": "x"}, follow=True)
    )


def test_one_event_is_sent_again_from_the_list(console, hook):
    happened(hook, 2)
    HookEvent.objects.update(state="failed", next_try_at=None)
    one = HookEvent.objects.first()
    chosen = {"action": "send_again", "_selected_action": [one.pk]}
    console.post("/console/activities/hookevent/", chosen)
    assert sorted(states()) == ["failed", "queued"]


def test_the_light_tells_how_it_stands(console, hook):
    assert "Nothing yet" in body(console.get(LIST))
    Hook.objects.update(failures=2, error="The server refuses.", failing_since=timezone.now())
    page = body(console.get(LIST))
    assert "Failing" in page
    assert "The server refuses." in page
    assert SECRET not in page
