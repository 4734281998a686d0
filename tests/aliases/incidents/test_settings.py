"""Monitors and maintenance windows: their forms, their history, and the test notice."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from aliases.incidents.models import Incident, Maintenance
from aliases.incidents.monitors import Monitor
from departments.models import Department, Partition, Trial
from tests.aliases.incidents.conftest import SECRET, person
from tests.departments.pages import as_shown, change, history, save
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff

pytestmark = pytest.mark.django_db
ADD = "/console/aliases/monitor/add/"
WINDOW = "/console/aliases/maintenance/add/"
HOOK = "https://hooks.lab.test/a"


def values(department: Department, **changed: object) -> dict[str, object]:
    return {"department": department.pk, "enabled": "on", "interval_minutes": 5, **changed}


def times(now, **changed: object) -> dict[str, object]:
    begins, ends = now - timedelta(hours=1), now + timedelta(hours=1)
    found = {}
    for name, at in (("begins", begins), ("ends", ends)):
        found |= {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}
    return found | changed


def test_a_monitor_is_made_and_its_secret_never_shown(console, root):
    answer = console.post(ADD, values(root, webhook_url=HOOK, secret=SECRET))
    assert errors(answer) == {}
    monitor = Monitor.objects.get()
    assert monitor.webhook_secret.reveal() == SECRET
    version = monitor.history.latest().pk
    for url in (change(monitor), history(monitor), history(monitor, version)):
        shown = body(console.get(url))
        assert SECRET not in shown
        assert monitor.webhook_secret.token not in shown
    assert "Webhook: secret" in body(console.get(history(monitor)))


def test_a_webhook_without_a_secret_is_refused(console, root):
    assert "Type a secret" in errors(console.post(ADD, values(root, webhook_url=HOOK)))["secret"]


def test_a_secret_is_kept_for_its_server_and_typed_for_another(console, hooked):
    assert save(console, hooked, addresses="duty@lab.test") == {}
    assert hooked.webhook_secret.reveal() == SECRET
    assert save(console, hooked, webhook_url=hooked.webhook_url + "&more=1") == {}
    assert "another server" in save(console, hooked, webhook_url=HOOK)["secret"]
    assert save(console, hooked, webhook_url="") == {}
    assert not hooked.webhook_secret


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://hooks.lab.test/", "this machine only"),
        ("ftp://hooks.lab.test/", "no address"),
        ("hooks.lab.test", "no address"),
        ("https://user:secret@hooks.lab.test/", "user name"),
        ("https://[hooks/", "no address"),
        ("https://hooks.lab.test:port/", "no address"),
        ("https://hooks.lab.test/a\r\nX: y", "no address"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(root, url, words):
    with pytest.raises(ValidationError, match=words):
        Monitor(department=root, webhook_url=url).clean()


@pytest.mark.parametrize("url", ["http://localhost:8000/a", "http://127.0.0.1/", HOOK])
def test_a_webhook_here_needs_no_encryption(root, url):
    Monitor(department=root, webhook_url=url).clean()


def test_what_is_no_address_is_refused(console, root):
    found = errors(console.post(ADD, values(root, addresses="duty@lab.test\nnobody")))
    assert "“nobody” is not an email address" in found["addresses"]


def test_people_must_see_the_department(console, root):
    sales = Department.objects.create(partition=root.partition, parent=root, name="sales")
    stranger = person(
        "stranger", Department.objects.create(partition=root.partition, parent=root, name="service")
    )
    found = errors(console.post(ADD, values(sales, people=[stranger.pk])))
    assert "stranger cannot see" in found["people"]


def test_a_change_asks_for_its_reason_and_is_taken_back(console, root, telling):
    root.partition.requires_reason = True
    root.partition.save()
    assert "change_reason" in save(console, telling, most_waiting=5)
    assert save(console, telling, most_waiting=5, change_reason="Night") == {}
    first = telling.history.earliest().pk
    console.post(history(telling, first), {"change_reason": "Day"})
    telling.refresh_from_db()
    assert telling.most_waiting is None


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_a_test_notice_is_sent_at_once_and_its_fate_told(
    console, hooked, server, webhook, mailbox, dovecot
):
    Monitor.objects.update(addresses=f"{mailbox}\nspam@lab.test")
    shown = body(console.post(f"/console/aliases/monitor/{hooked.pk}/test/", follow=True))
    assert "The webhook took the notice" in shown
    assert "554 5.7.1" in shown
    assert webhook.bodies[0]["notices"][0]["kind"] == "test"
    assert (Incident.objects.count(), Trial.objects.get().outcome) == (0, "2 of 3 were told.")


def test_a_test_notice_without_a_server_says_what_is_missing(console, telling):
    answer = console.post(f"/console/aliases/monitor/{telling.pk}/test/", follow=True)
    assert "no default SMTP server" in body(answer)


def test_a_copy_of_the_installation_sends_no_test(console, telling, monkeypatch):
    monkeypatch.setattr("departments.guard.is_production", lambda: False)
    answer = console.post(f"/console/aliases/monitor/{telling.pk}/test/", follow=True)
    assert "This is a copy" in body(answer)
    assert not Trial.objects.exists()


def test_a_window_of_an_alias_stands_in_its_partition(console, sick, now):
    assert errors(console.post(WINDOW, times(now, alias=sick.pk))) == {}
    window = Maintenance.objects.get()
    assert window.partition == sick.department.partition
    assert window.history.latest().history_type == "+"


def test_a_window_ends_after_it_begins(console, sick, now):
    late = times(now, alias=sick.pk)
    late["ends_0"] = "2020-01-01"
    assert "end after it begins" in str(errors(console.post(WINDOW, late)))


def test_a_window_for_everything_is_a_superusers(sign_in, console, root, now):
    client = sign_in(staff("olga", root))
    assert "alias" in errors(client.post(WINDOW, times(now)))
    assert errors(console.post(WINDOW, times(now))) == {}


def test_a_window_for_a_partition_is_for_members_of_its_root(sign_in, root, now):
    below = Department.objects.create(partition=root.partition, parent=root, name="below")
    typed = times(now, partition=root.partition_id, host="mail.lab.test")
    refused = errors(sign_in(staff("clerk", below)).post(WINDOW, typed))
    assert "valid choice" in refused["partition"]
    assert errors(sign_in(staff("olga", root)).post(WINDOW, typed)) == {}


def test_an_alias_of_another_department_cannot_be_chosen(sign_in, make_alias, root, now):
    other = Department.objects.create(
        partition=Partition.objects.create(name="Other"), name="Other"
    )
    typed = times(now, alias=make_alias(department=other).pk)
    assert "alias" in errors(sign_in(staff("olga", root)).post(WINDOW, typed))


def test_a_window_page_can_be_saved_as_shown(console, sick, now):
    console.post(WINDOW, times(now, alias=sick.pk))
    window = Maintenance.objects.get()
    shown = as_shown(console, change(window))
    assert errors(console.post(change(window), shown)) == {}
