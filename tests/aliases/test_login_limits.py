"""The tests of the console are no port scanner: how many, whereto, and what is repeated."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aliases import connections
from departments.models import Trial
from departments.written_once import purging
from tests.aliases.trying import NEW, failure, steps
from tests.mailcenter.pages import body
from tests.mailcenter.people import Values, staff, typed
from tests.servers.faults import BlackHole, closed_port
from tests.servers.scripted import ScriptedServer

NOWHERE = {"incoming_host": "127.0.0.1", "incoming_encryption": "none"}


@pytest.fixture
def nowhere(root) -> Values:
    more = {"incoming_allow_clear": "on", "incoming_port": closed_port(), "incoming_verify": None}
    return typed(root, **NOWHERE, **more)


def test_the_eleventh_test_within_a_minute_is_refused_in_words(console: Client, nowhere: Values):
    for _ in range(10):
        assert console.post(f"{NEW}incoming/", nowhere).status_code == 200
    answer = console.post(f"{NEW}incoming/", nowhere)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "10 tests within a minute" in answer.json()["message"]
    assert Trial.objects.count() == 10


def test_refused_tests_do_not_prolong_the_wait(console: Client, nowhere: Values):
    for _ in range(12):
        console.post(f"{NEW}incoming/", nowhere)
    with purging():
        Trial.objects.update(at=timezone.now() - timedelta(seconds=61))
    assert console.post(f"{NEW}incoming/", nowhere).status_code == 200


def test_everybody_has_tests_of_their_own(console: Client, root, sign_in, nowhere: Values):
    for _ in range(10):
        console.post(f"{NEW}incoming/", nowhere)
    clerk = sign_in(staff("clerk", root))
    assert clerk.post(f"{NEW}incoming/", nowhere).status_code == 200


def test_all_kinds_of_tests_count_together(console: Client, nowhere: Values):
    for what in ("incoming", "outgoing", "receive", "folders", "send") * 2:
        more = {"test-to": "a@lab.test", "outgoing_host": "127.0.0.1", "outgoing_port": 1}
        assert console.post(f"{NEW}{what}/", nowhere | more).status_code == 200, what
    assert console.post(f"{NEW}incoming/", nowhere).status_code == 429


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
@pytest.mark.parametrize("host", ["169.254.169.254", "::ffff:169.254.169.254", "2852039166"])
def test_the_metadata_of_a_cloud_is_never_asked_for(
    console: Client, root, host: str, direction: str
):
    failed = failure(steps(console, typed(root, **{f"{direction}_host": host}), direction))
    assert failed["step"] == "resolve"
    assert "never contacted" in failed["likely"]
    assert failed["field"] == f"{direction}_host"


def test_a_partition_can_keep_tests_out_of_private_networks(console: Client, root, nowhere: Values):
    root.partition.private_networks = False
    root.partition.save()
    with ScriptedServer([], greeting=b"* OK ready\r\n") as server:
        failed = failure(steps(console, nowhere | {"incoming_port": server.port}))
        assert server.accepted == 0
    assert "in a private network" in failed["likely"]
    assert "partition" in failed["remedy"]


@pytest.mark.parametrize("protocol", ["imap", "pop3", "smtp"])
@pytest.mark.parametrize("banner", ["SSH-2.0-Zebra_9", "HTTP/1.1 400 Zebra", "Zebra ready"])
def test_the_banner_of_another_service_is_not_repeated(
    console: Client, nowhere: Values, protocol: str, banner: str
):
    direction = "outgoing" if protocol == "smtp" else "incoming"
    with ScriptedServer([], greeting=banner.encode() + b"\r\n") as server:
        place = {f"{direction}_host": "127.0.0.1", f"{direction}_port": server.port}
        more = {"incoming_protocol": protocol} if direction == "incoming" else {}
        plain = {f"{direction}_encryption": "none"}
        answer = console.post(f"{NEW}{direction}/", nowhere | place | more | plain)
        text = body(answer)
    assert "Zebra" not in text
    assert "is no mail server" in text


def test_another_mail_protocol_at_the_port_is_named(console: Client, nowhere: Values):
    with ScriptedServer([], greeting=b"+OK POP3 ready\r\n") as server:
        failed = failure(steps(console, nowhere | {"incoming_port": server.port}))
    assert "as a POP3 server does" in failed["likely"]
    assert failed["field"] == "incoming_port"


def test_a_plain_connection_to_a_port_for_tls_is_told_from_a_dead_one(
    console: Client, nowhere: Values, certificates, monkeypatch
):
    monkeypatch.setattr(connections, "INCOMING_TIMEOUT", 1.0)
    with ScriptedServer([], greeting=b"* OK\r\n", tls=server_context(certificates)) as server:
        failed = failure(steps(console, nowhere | {"incoming_port": server.port}))
    assert "speaks TLS from the start" in failed["likely"]
    assert failed["remedy"] == "Choose encryption TLS."
    assert failed["field"] == "incoming_encryption"


def server_context(certificates):
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.good.cert, certificates.good.key)
    return context


def test_a_port_that_only_listens_stays_silent_for_both_questions(
    console: Client, nowhere: Values, monkeypatch
):
    monkeypatch.setattr(connections, "INCOMING_TIMEOUT", 0.5)
    with BlackHole() as hole:
        failed = failure(steps(console, nowhere | {"incoming_port": hole.port}))
    assert "did not answer within 0.5 seconds" in failed["likely"]


@pytest.mark.parametrize("what", ["send", "receive", "folders", "round-trip", "round-trip-state"])
def test_every_kind_of_test_needs_its_permission(root, make_alias, sign_in, what: str):
    alias = make_alias()
    client = sign_in(staff("clerk", root, may="view_alias change_alias add_alias"))
    url = f"/console/aliases/alias/{alias.pk}/test/{what}/"
    assert client.post(url, typed(root)).status_code == 403
    assert client.get(url).status_code == 405
    assert not Trial.objects.exists()


@pytest.mark.parametrize("what", ["send", "receive", "folders", "round-trip", "round-trip-state"])
def test_no_kind_of_test_knows_the_aliases_of_others(root, make_alias, sign_in, what: str):
    alias = make_alias()
    client = sign_in(staff("stranger"))
    url = f"/console/aliases/alias/{alias.pk}/test/{what}/"
    assert client.post(url, typed(root)).status_code == 404
    assert not Trial.objects.exists()
