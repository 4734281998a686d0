"""The way back to a former version: by the rules of today, and never with a password abroad."""

from django.test import Client

from departments.models import Department, Partition, Team
from tests.departments.pages import SECRET, SERVER, history, save
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff

REASON = "Sales moves to another house"


def test_the_way_back_restores_the_former_values(console: Client, sales):
    save(console, sales, name="trade", change_reason="first")
    version = sales.history.earliest().pk
    assert "trade" in body(console.get(history(sales, version)))
    console.post(history(sales, version), {"change_reason": "mistaken"})
    sales.refresh_from_db()
    latest = sales.history.latest()
    assert (sales.name, latest.history_change_reason) == ("sales", "mistaken")


def test_the_way_back_restores_members_and_aliases(console: Client, sales, make_alias):
    team = Team.objects.create(department=sales, name="Night shift")
    clerk, alias = staff("clerk", sales), make_alias(department=sales)
    save(console, team, members=[clerk.pk], outgoing_aliases=[alias.pk])
    version = team.history.latest().pk
    save(console, team, members=[], outgoing_aliases=[], default_alias="")
    console.post(history(team, version))
    assert (list(team.members.all()), list(team.outgoing_aliases.all())) == ([clerk], [alias])


def test_the_way_back_needs_the_reason_too(console: Client, sales, strict):
    save(console, sales, name="trade", change_reason=REASON)
    answer = console.post(history(sales, sales.history.earliest().pk))
    assert "asks for the reason" in body(answer)
    assert Department.objects.get(pk=sales.pk).name == "trade"


def test_the_way_back_keeps_the_password_of_now(console: Client, root):
    company = root.partition
    save(console, company, **SERVER)
    version = company.history.latest().pk
    save(console, company, name="Renamed", outgoing_secret="new", outgoing_secret_again="new")
    console.post(history(company, version))
    company.refresh_from_db()
    assert (company.name, company.outgoing_password.reveal()) == ("Company", "new")


def test_no_way_back_sends_the_password_to_the_former_server(console: Client, root):
    company = root.partition
    save(console, company, **SERVER)
    version = company.history.latest().pk
    save(console, company, **SERVER | {"outgoing_host": "other.lab.test"})
    answer = console.post(history(company, version))
    assert "type the password again" in body(answer)
    assert Partition.objects.get().outgoing_host == "other.lab.test"


def test_the_way_back_keeps_to_the_rules_of_today(console: Client, root, sales):
    save(console, sales, name="trade")
    Department.objects.create(partition=root.partition, parent=root, name="sales")
    answer = console.post(history(sales, sales.history.earliest().pk))
    assert "could not return" in body(answer)
    assert Department.objects.get(pk=sales.pk).name == "trade"


def test_the_way_back_needs_the_right_to_change(sign_in, root, sales):
    sales.name = "trade"
    sales.save()
    client = sign_in(staff("clerk", root, may="view_department"))
    version = history(sales, sales.history.earliest().pk)
    assert "Return to this version" not in body(client.get(version))
    assert client.post(version).status_code == 403
    assert Department.objects.get(pk=sales.pk).name == "trade"


def test_a_version_of_another_row_is_no_version_of_this(console: Client, root, sales):
    version = root.history.latest().pk
    assert console.get(history(sales, version)).status_code == 404
    assert console.post(history(sales, version)).status_code == 404


def test_an_alias_returns_too_and_its_servers_are_named_apart(console: Client, sales, make_alias):
    alias = make_alias(department=sales)
    assert save(console, alias, name="Other", incoming_port=1143, incoming_secret="x") != {}
    new = {"incoming_secret": SECRET, "incoming_secret_again": SECRET}
    assert save(console, alias, incoming_port=1143, **new) == {}
    assert save(console, alias, name="Other") == {}
    page = body(console.get(history(alias)))
    assert "Incoming: Port" in page
    assert "Incoming: password" in page
    console.post(history(alias, alias.history.all()[1].pk))
    alias.refresh_from_db()
    assert (alias.name != "Other", alias.incoming_port) == (True, 1143)
