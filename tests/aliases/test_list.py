"""The list of aliases: its columns, lights, filters, banner, export, and creating one as another."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activities import queueing
from aliases.jobs import Job
from aliases.models import Alias
from departments.models import Team
from tests.mailcenter.pages import body
from tests.mailcenter.people import ADD, staff
from tests.servers.dovecot import PASSWORD

LIST = "/console/aliases/alias/"
SOON = timedelta(hours=1)


def listed(console: Client, **query: object) -> set[str]:
    """The names in the list."""
    found = console.get(LIST, query).context["cl"].result_list
    return {alias.name for alias in found}


def exported(console: Client, *aliases: Alias) -> list[dict[str, str]]:
    data = {"action": "export", "_selected_action": [alias.pk for alias in aliases]}
    text = body(console.post(LIST, data))
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def redirected(moment=None) -> dict[str, object]:
    until = moment or timezone.now() + SOON
    return {"send_mail_to": "tester@lab.test", "send_mail_to_until": until}


def test_the_list_warns_of_test_mode_and_unverified_certificates(console: Client, make_alias):
    make_alias(incoming_encryption="tls", incoming_verify=False, is_default=True, **redirected())
    page = body(console.get(LIST))
    for words in ("all mail goes to tester@lab.test", "certificate not verified"):
        assert f'<span class="mc-problem">({words})</span>' in page
    assert '<span class="mc-flag">(default)</span>' in page


def test_a_long_error_is_short_in_the_list_and_opens_whole(console: Client, make_alias):
    words = "The server closed the connection. " * 5
    Job.objects.filter(alias=make_alias(), direction="retrieve").update(error=words)
    page = body(console.get(LIST))
    assert f"Retrieving: {words}</details>" in page
    assert "<summary title=" in page


def test_the_list_counts_the_recipients_that_wait(console: Client, make_alias):
    alias = make_alias()
    queueing.queue(queueing.Draft("x", "x", ["a@b.test", "c@d.test"]), alias)
    assert exported(console, alias)[0]["Waiting"] == "2"


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({"status": "inactive"}, {"status__exact": "inactive"}),
        ({"incoming_protocol": "pop3"}, {"protocol": "pop3"}),
        ({"outgoing_protocol": "esmtp"}, {"protocol": "esmtp"}),
        ({"incoming_host": "imap.okapi.test"}, {"server": "imap.okapi.test"}),
        ({"outgoing_host": "smtp.okapi.test"}, {"server": "smtp.okapi.test"}),
        (redirected(), {"problem": "redirected"}),
        ({"incoming_encryption": "tls", "incoming_verify": False}, {"problem": "unverified"}),
        ({"redirections": "okapi@lab.test"}, {"q": "okapi@lab"}),
    ],
)
def test_the_list_is_filtered(console: Client, make_alias, fields, query):
    make_alias(name="Other")
    make_alias(name="Okapi", **fields)
    assert listed(console, **query) == {"Okapi"}


def test_failing_and_never_retrieved_are_filters(console: Client, make_alias):
    make_alias(name="Never")
    failing = Job.objects.filter(alias=make_alias(name="Failing"), direction="retrieve")
    failing.update(error="No answer.", last_success_at=timezone.now())
    assert listed(console, problem="failing") == {"Failing"}
    assert listed(console, problem="never") == {"Never"}


def test_a_team_is_a_filter_for_those_who_see_it(console: Client, sign_in, make_alias, root):
    below = root.children.create(partition=root.partition, name="Below")
    alias = make_alias(name="Okapi", department=below)
    make_alias(name="Other", department=below)
    team = Team.objects.create(department=root, name="Zebras", incoming_alias=alias)
    assert listed(console, team=team.pk) == {"Okapi"}
    clerk = sign_in(staff("clerk", below))
    assert "Zebras" not in body(clerk.get(LIST, {"team": team.pk}))


def test_every_page_says_that_mail_goes_to_one_address_until_it_ends(
    console: Client, sign_in, make_alias
):
    alias = make_alias(name="Okapi", **redirected())
    for page in ("/console/", LIST, f"{LIST}{alias.pk}/change/", "/console/activities/activity/"):
        assert "goes to tester@lab.test instead of its recipients" in body(console.get(page)), page
    assert "tester" not in body(sign_in(staff("nobody")).get("/console/"))
    Alias.objects.update(send_mail_to_until=timezone.now())
    assert "tester" not in body(console.get("/console/"))


def test_the_export_has_the_columns_and_no_secrets(console: Client, make_alias):
    alias = make_alias(name="=Okapi", incoming_host="imap.lab.test")
    row = exported(console, alias)[0]
    assert (row["Name"], row["Address"]) == ("'=Okapi", alias.address)
    assert row["Servers"] == "imap.lab.test; 127.0.0.1"
    assert PASSWORD not in str(row)
    assert alias.incoming_password.token not in str(row)


@pytest.fixture
def first(console: Client, make_alias):
    """The first values of the form that makes an alias like another one."""

    def opened(**fields: object) -> dict[str, object]:
        source = make_alias("source@lab.test", **fields)
        return console.get(ADD, {"copy": source.pk}).context["adminform"].form.initial

    return opened


def test_create_as_takes_over_the_settings(first):
    values = first(incoming_host="imap.okapi.test", interval_seconds=77, threading_mode="subject")
    assert (values["incoming_host"], values["interval_seconds"]) == ("imap.okapi.test", 77)
    assert values["threading_mode"] == "subject"


def test_create_as_leaves_what_makes_an_alias_itself(first):
    values = first(is_default=True, redirections="old@lab.test", outgoing_user="nobody")
    own = {"name", "address", "is_default", "status", "redirections", "incoming_user"}
    assert not (own | {"outgoing_user", "incoming_password"}) & set(values)


def test_create_as_shows_nothing_of_another_departments_alias(sign_in, make_alias, root):
    below = root.children.create(partition=root.partition, name="Below")
    source = make_alias(incoming_host="imap.okapi.test", department=root)
    page = body(sign_in(staff("clerk", below)).get(ADD, {"copy": source.pk}))
    assert "okapi" not in page


def test_a_person_who_only_looks_gets_no_fields_for_passwords(sign_in, make_alias, root):
    alias = make_alias()
    client = sign_in(staff("reader", root, may="view_alias"))
    page = body(client.get(f"{LIST}{alias.pk}/change/"))
    assert alias.address in page
    assert "_secret" not in page
