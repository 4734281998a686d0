"""What other machines may ask: whether it works, whether it can serve, and its figures."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from activities import queueing
from activities.models import Recipient
from aliases.incidents import opening
from aliases.incidents.models import Incident, Kind
from aliases.incidents.opening import Trouble
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from departments import guard
from departments.installation import Installation
from workers.models import Heartbeat, Node
from workers.watch import look

pytestmark = pytest.mark.django_db

SENTINEL = "s3ntinel"
TOKEN = "a token of the operators"


@pytest.fixture(autouse=True)
def _watching(monkeypatch, settings) -> None:
    """Telling people has its own tests; its thread would meet the next test's database."""
    from mailcenter import probes

    settings.WATCH = True
    monkeypatch.setattr(probes, "_deliver", lambda: None)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def healthy(make_alias, now):
    """An alias, a node that serves it, and a scheduler that ticks; the watchdog is long awake."""
    alias = make_alias(f"{SENTINEL}-address@lab.test", name=f"{SENTINEL} name")
    for name in (Heartbeat.SCHEDULER, Heartbeat.TICK, look.NAME):
        Heartbeat.objects.create(name=name, at=now)
    Heartbeat.objects.create(name=look.AWAKE, at=now - timedelta(hours=1))
    Node.objects.create(
        name=f"worker@{SENTINEL}",
        host=SENTINEL,
        pid=1,
        queues="retrieve dispatch tick",
        concurrency=2,
        started_at=now,
        seen_at=now,
    )
    Job.objects.filter(direction="retrieve").update(last_success_at=now)
    return alias


def trouble(alias, now, kind=Kind.CREDENTIALS) -> Incident:
    words = f"{SENTINEL} words"
    return opening.report(
        Trouble(kind, str(alias), words, answer=words, remedy=words, alias=alias), now
    )


# /healthz


def test_all_is_well(client, healthy) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert "no-cache" in answer["Cache-Control"]


def test_trouble_of_one_alias_degrades(client, healthy, now) -> None:
    trouble(healthy, now)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["incidents"] == 1


@pytest.mark.parametrize(
    ("kind", "shown"),
    [(Kind.SCHEDULER, "scheduler"), (Kind.BROKER, "broker"), (Kind.NO_NODE, "nodes")],
)
def test_where_nothing_is_retrieved_any_more_it_is_down(client, healthy, now, kind, shown) -> None:
    opening.report(Trouble(kind, "it", "words"), now)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert answer.json()[shown] is False


def test_without_a_node_it_is_down_whatever_the_incidents_say(client, healthy, now) -> None:
    Node.objects.update(seen_at=now - timedelta(minutes=3))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["nodes"]) == (503, False)


def test_a_copy_says_so_and_looks_at_nothing(client, healthy) -> None:
    Installation.objects.create(fingerprint="another")
    guard.forget()
    Heartbeat.objects.filter(name=Heartbeat.SCHEDULER).delete()
    client.get("/healthz")
    assert client.get("/healthz").json()["status"] == "not confirmed as production"
    assert not Incident.objects.exists()
    guard.forget()


def test_however_often_it_is_asked_it_looks_every_15_seconds(client, healthy, now) -> None:
    Heartbeat.objects.filter(name=Heartbeat.SCHEDULER).delete()
    for _ in range(10):
        client.get("/healthz")
    assert not Incident.objects.exists()
    Heartbeat.objects.filter(name=look.NAME).update(at=now - look.EVERY)
    for _ in range(10):
        client.get("/healthz")
    assert Incident.objects.get().times == 1


def test_questions_cannot_change_anything(client, healthy) -> None:
    pages = ("/healthz", "/readyz", "/metrics")
    assert [client.post(page).status_code for page in pages] == [405] * 3


# /readyz


def test_it_is_ready_once_the_tables_are_made(client, healthy) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'workers'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrated"]) == (503, False)


# /metrics


def test_only_this_machine_reads_the_figures(client, healthy, settings) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403
    settings.PROXIES = 1  # then the proxy's address would be anybody's
    assert client.get("/metrics").status_code == 403


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (f"Bearer {TOKEN}", 200),
        ("Bearer another", 403),
        (TOKEN, 403),
        ("Bearer ", 403),
        (None, 403),
        ("Bearer \u00e4", 403),
    ],
)
def test_with_a_token_only_its_bearers_read_them(client, healthy, settings, header, code) -> None:
    settings.METRICS_TOKEN = TOKEN
    headers = {"Authorization": header} if header else {}
    assert client.get("/metrics", headers=headers).status_code == code
    there = client.get("/metrics", headers=headers, REMOTE_ADDR="192.0.2.7")
    assert there.status_code == code


def figures(client) -> dict[str, dict[tuple[str, ...], float]]:
    """Name -> labels' values -> value, as Prometheus reads it."""
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return {
        family.name: {tuple(one.labels.values()): one.value for one in family.samples}
        for family in text_string_to_metric_families(answer.content.decode())
    }


def test_the_figures_are_what_the_tables_hold(client, healthy, now) -> None:
    trouble(healthy, now)
    queueing.queue(queueing.Draft(subject="Hi", text="Hi.\n", to=("anna@lab.test",)), healthy)
    Job.objects.filter(direction="retrieve").update(total_done=7, total_failures=2)
    found = figures(client)
    assert found["mailcenter_aliases"] == {("active",): 1}
    assert found["mailcenter_incidents"] == {("credentials",): 1}
    assert found["mailcenter_recipients"] == {("queued",): Recipient.objects.count()}
    assert found["mailcenter_done"][("retrieve",)] == 7
    assert found["mailcenter_failures"][("retrieve",)] == 2
    assert found["mailcenter_nodes"] == {("live",): 1, ("missing",): 0}
    assert found["mailcenter_heartbeat_age_seconds"][("scheduler",)] < 60


def test_counters_never_go_back(client, healthy, make_alias, now) -> None:
    Job.objects.filter(direction="retrieve").update(total_done=7)
    other = make_alias()
    Job.objects.filter(alias=other).update(total_done=5)
    before = figures(client)["mailcenter_done"]
    other.deleted_at = now
    other.save()
    after = figures(client)["mailcenter_done"]
    assert before == after == {("retrieve",): 12, ("dispatch",): 5}


def queries(client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    return len(captured)


@pytest.mark.parametrize("page", ["/healthz", "/readyz", "/metrics"])
def test_the_cost_does_not_grow_with_aliases_and_instances(
    client, healthy, make_alias, now, page
) -> None:
    trouble(healthy, now)
    queries(client, page)
    few = queries(client, page)
    partition = healthy.department.partition
    for number in range(20):
        instance = ServiceInstance.objects.create(
            partition=partition, direction="retrieve", name=f"No. {number}"
        )
        trouble(make_alias(retriever=instance), now)
    # What is believed for some seconds is asked anew here.
    queries(client, page)
    assert queries(client, page) == few


def test_no_answer_names_anybody(client, healthy, now, settings) -> None:
    settings.METRICS_TOKEN = ""
    queueing.queue(
        queueing.Draft(subject=SENTINEL, text=SENTINEL, to=(f"{SENTINEL}@x.test",)), healthy
    )
    trouble(healthy, now)
    opening.report(Trouble(Kind.SCHEDULER, SENTINEL, SENTINEL), now)
    for text in _texts(client):
        assert SENTINEL not in text
        assert "@" not in text


def _texts(client) -> Iterator[str]:
    for page in ("/healthz", "/readyz", "/metrics"):
        text = client.get(page).content.decode()
        assert len(text) > 30
        yield text
