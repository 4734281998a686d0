"""Bulk actions: shown first alias by alias, then done; and a password never follows to a new server."""

import json

import pytest
from django.test import Client

from aliases.models import Alias
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.servers.dovecot import PASSWORD

LIST = "/console/aliases/alias/"
SECRET = "quagga-8f2c"


def chosen(*aliases: Alias, **more: object) -> dict[str, object]:
    return {"_selected_action": [alias.pk for alias in aliases]} | more


def bulk(console: Client, name: str, *aliases: Alias, **more: object):
    return console.post(f"{LIST}bulk/{name}/", chosen(*aliases, **more))


def moved(console: Client, alias: Alias, **changes: object):
    """Changes the servers of one alias, confirmed."""
    return bulk(console, "servers", alias, asked="yes", confirmed="yes", **changes)


@pytest.mark.parametrize("action", ["activate", "deactivate"])
def test_a_bulk_action_is_shown_before_it_is_done(console: Client, make_alias, action: str):
    before = "inactive" if action == "activate" else "active"
    alias = make_alias(status=before)
    page = body(console.post(LIST, chosen(alias, action=action)))
    assert "Becomes" in page
    assert Alias.objects.get().status == before
    bulk(console, action, alias, confirmed="yes", reason="Summer")
    alias.refresh_from_db()
    assert alias.status != before
    assert alias.history.latest().history_change_reason == "Summer"


def test_what_cannot_be_done_is_said_and_left(console: Client, make_alias):
    default = make_alias(is_default=True)
    other = make_alias()
    page = body(console.post(LIST, chosen(default, other, action="deactivate")))
    assert "Nothing. This is the default alias" in page
    assert "Deactivate (1 of 2)" in page
    bulk(console, "deactivate", default, other, confirmed="yes")
    assert list(Alias.objects.active()) == [default]


def test_an_alias_without_password_is_not_activated(console: Client, make_alias):
    alias = make_alias(status="inactive", incoming_password="")
    bulk(console, "activate", alias, confirmed="yes")
    assert not Alias.objects.get().active


def test_the_first_alias_activated_is_the_default(console: Client, make_alias):
    bulk(console, "activate", make_alias(status="inactive"), confirmed="yes")
    assert Alias.objects.get().is_default


def test_a_reason_is_asked_where_the_partition_wants_one(console: Client, make_alias, root):
    root.partition.requires_reason = True
    root.partition.save()
    page = bulk(console, "deactivate", make_alias(), confirmed="yes")
    assert "Say why" in body(page)
    assert Alias.objects.get().active


def test_new_servers_are_shown_with_what_they_mean(console: Client, make_alias):
    alias = make_alias()
    asked = body(console.post(LIST, chosen(alias, action="change_servers")))
    assert "Incoming server" in asked
    shown = body(bulk(console, "servers", alias, asked="yes", incoming_host="new.test"))
    assert "Incoming server: 127.0.0.1 → new.test. It becomes inactive" in shown
    assert 'name="incoming_secret"' in shown
    assert 'name="outgoing_secret"' not in shown
    assert Alias.objects.get().incoming_host == "127.0.0.1"


def test_a_stored_password_does_not_follow_to_the_new_server(console: Client, make_alias):
    moved(console, make_alias(), incoming_host="new.test")
    alias = Alias.objects.get()
    assert (alias.incoming_host, alias.active, bool(alias.incoming_password)) == (
        "new.test",
        False,
        False,
    )


def test_a_password_typed_for_the_new_server_keeps_the_aliases_active(console: Client, make_alias):
    typed = {"incoming_secret": SECRET, "incoming_secret_again": SECRET}
    answer = moved(console, make_alias(), incoming_host="new.test", **typed)
    alias = Alias.objects.get()
    assert (alias.active, alias.incoming_password.reveal()) == (True, SECRET)
    assert SECRET not in body(answer)


def test_two_different_passwords_change_nothing(console: Client, make_alias):
    typed = {"incoming_secret": SECRET, "incoming_secret_again": "other"}
    page = body(moved(console, make_alias(), incoming_host="new.test", **typed))
    assert "The two passwords differ" in page
    assert SECRET not in page
    assert Alias.objects.get().incoming_host == "127.0.0.1"


def test_another_encryption_needs_no_password(console: Client, make_alias):
    moved(console, make_alias(), incoming_encryption="starttls", outgoing_encryption="tls")
    alias = Alias.objects.get()
    assert (alias.active, alias.incoming_encryption, alias.outgoing_encryption) == (
        True,
        "starttls",
        "tls",
    )


def test_an_outgoing_server_without_password_just_moves(console: Client, make_alias):
    moved(console, make_alias(), outgoing_host="smtp.new.test", outgoing_port=2525)
    alias = Alias.objects.get()
    assert (alias.active, alias.outgoing_host, alias.outgoing_port) == (True, "smtp.new.test", 2525)


def test_a_change_against_the_rules_is_refused_with_the_rule(console: Client, make_alias):
    alias = make_alias(
        incoming_encryption="tls", incoming_method="plain", incoming_allow_clear=False
    )
    page = bulk(console, "servers", alias, asked="yes", incoming_encryption="none")
    assert "readable without encryption" in body(page)
    moved(console, alias, incoming_encryption="none")
    assert Alias.objects.get().incoming_encryption == "tls"


def test_a_default_alias_is_not_moved_without_its_password(console: Client, make_alias):
    moved(console, make_alias(is_default=True), incoming_host="new.test")
    assert Alias.objects.get().incoming_host == "127.0.0.1"


def test_nothing_typed_is_told(console: Client, make_alias):
    assert "Nothing would change" in body(bulk(console, "servers", make_alias(), asked="yes"))


@pytest.mark.real
def test_aliases_are_tested_one_after_the_other(console: Client, alias: Alias, make_alias):
    dead = make_alias()
    lines = body(bulk(console, "run", alias, dead)).splitlines()
    reports = [json.loads(line) for line in lines]
    ended = [(one["alias"], one["direction"], one["state"]) for one in reports[1:-1:2]]
    assert set(ended) == {
        (alias.pk, "incoming", "passed"),
        (alias.pk, "outgoing", "failed"),
        (dead.pk, "incoming", "failed"),
        (dead.pk, "outgoing", "failed"),
    }
    assert PASSWORD not in str(lines)
    assert reports[-1] == {"state": "end"}


def test_the_tests_begin_only_when_somebody_says_so(console: Client, make_alias):
    page = body(console.post(LIST, chosen(make_alias(), action="test_logins")))
    assert "Test now" in page


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("activate", "view_alias test_alias"),
        ("servers", "view_alias test_alias"),
        ("run", "view_alias change_alias"),
    ],
)
def test_bulk_actions_need_their_permission(sign_in, make_alias, root, name: str, may: str):
    client = sign_in(staff("clerk", root, may=may))
    assert bulk(client, name, make_alias(), confirmed="yes").status_code == 403


def test_aliases_of_another_department_are_not_touched(sign_in, make_alias, root):
    below = root.children.create(partition=root.partition, name="Below")
    alias = make_alias(name="Zebra", department=root)
    client = sign_in(staff("clerk", below))
    answer = bulk(client, "deactivate", alias, confirmed="yes")
    assert "Zebra" not in body(answer)
    assert Alias.objects.get().active
