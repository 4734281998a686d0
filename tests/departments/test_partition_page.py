"""The page of a partition: its tabs, its default SMTP server, and who may see it."""

import pytest
from django.test import Client

from departments.models import Department, Partition
from tests.departments.pages import as_shown, change
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff

SECRET = "quagga-8f2c"
SERVER = {
    "outgoing_protocol": "esmtp",
    "outgoing_host": "relay.lab.test",
    "outgoing_user": "system",
    "outgoing_secret": SECRET,
    "outgoing_secret_again": SECRET,
}


@pytest.fixture
def company(root: Department) -> Partition:
    return root.partition


@pytest.fixture
def save(console: Client, company: Partition):
    """Changes the page and returns the errors by field."""

    def post(**changed: object) -> dict[str, str]:
        values = as_shown(console, change(company), **changed)
        found = errors(console.post(change(company), values))
        company.refresh_from_db()
        return found

    return post


def test_the_page_has_a_tab_for_each_kind_of_setting(console: Client, company: Partition):
    page = body(console.get(change(company)))
    for title in ("General", "System mail", "Default SMTP server", "Security"):
        assert f">{title}<" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")


def test_a_page_saved_as_it_stands_has_no_errors(save):
    assert save() == {}


def test_the_default_server_is_saved_with_its_password_sealed(save, company: Partition):
    assert save(**SERVER) == {}
    assert (company.outgoing_host, company.outgoing_password.reveal()) == ("relay.lab.test", SECRET)


def test_without_a_server_nothing_else_of_it_is_asked(save, company: Partition):
    assert save(outgoing_protocol="esmtp", outgoing_host="") == {}
    assert not company.outgoing_password


@pytest.mark.parametrize("changed", [{"outgoing_host": "evil.test"}, {"outgoing_port": 2525}])
def test_the_stored_password_never_goes_to_another_server(save, changed):
    save(**SERVER)
    assert "type the password again" in save(**changed)["outgoing_secret"]


def test_a_password_is_typed_twice(save):
    assert "differ" in save(**SERVER | {"outgoing_secret_again": "x"})["outgoing_secret_again"]


def test_the_password_is_never_shown(save, console: Client, company: Partition):
    save(**SERVER)
    assert SECRET not in body(console.get(change(company)))


def test_an_esmtp_server_needs_a_user(save):
    assert "user name" in save(**SERVER | {"outgoing_user": ""})["outgoing_user"]


@pytest.mark.parametrize("typed", ["Example.org", "@example.org", " example.org "])
def test_the_company_domain_is_kept_in_small_letters_without_the_at(save, company, typed: str):
    assert save(company_domain=typed) == {}
    assert company.company_domain == "example.org"


@pytest.mark.parametrize("typed", ["not a domain", "-.test", "a@b.test"])
def test_a_company_domain_must_be_one(save, typed: str):
    assert "is not a domain name" in save(company_domain=typed)["company_domain"]


def test_a_bare_name_is_completed_with_the_domain_typed_beside_it(save, company: Partition):
    assert save(company_domain="lab.test", default_to="office") == {}
    assert company.default_to == "office@lab.test"


def test_members_of_the_root_department_see_and_change_the_page(root, company, sign_in):
    client = sign_in(staff("clerk", root, may="view_partition change_partition"))
    assert client.get(change(company)).status_code == 200
    client.post(change(company), as_shown(client, change(company), name="Renamed"))
    assert Partition.objects.get().name == "Renamed"


def test_members_of_a_department_below_do_not(root: Department, company, sign_in):
    sales = Department.objects.create(partition=company, parent=root, name="sales")
    client = sign_in(staff("clerk", sales))
    assert client.get(change(company)).status_code == 302


def test_security_settings_are_fixed_without_the_right_to_manage_them(root, company, sign_in):
    client = sign_in(staff("clerk", root, may="view_partition change_partition"))
    values = as_shown(client, change(company), requires_reason="on", ca_bundle="x", name="New")
    assert client.post(change(company), values).status_code == 302
    company.refresh_from_db()
    assert (company.name, company.requires_reason, company.ca_bundle) == ("New", False, "")
