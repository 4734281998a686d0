"""Email accounts in the console: the form, the list, and pages that ask nobody (P18)."""

import pytest
from django.utils import timezone

from accounts.models import EmailAccount, Grant, OAuthApplication
from departments.models import Department, Partition
from tests.accounts.filled import ACCOUNTS, APPLICATIONS, described, page_of
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff
from workers.watch import look

ADD = f"{ACCOUNTS}add/"


def test_an_account_is_made_and_waits_for_a_sign_in(console, application, root) -> None:
    answer = console.post(ADD, described(application, root), follow=True)
    account = EmailAccount.objects.get()
    assert (account.grant.state, account.grant.reason) == ("new", "")
    assert "Sign in below" in body(answer)
    assert "Not signed in yet" in body(console.get(ACCOUNTS))


def test_an_application_of_another_partition_is_refused(console, application, root) -> None:
    other = Partition.objects.create(name="Other")
    department = Department.objects.create(partition=other, name="Other")
    found = errors(console.post(ADD, described(application, department)))
    assert "another partition" in found["application"]


def test_members_of_a_department_use_applications_whose_pages_they_do_not_see(
    sign_in, application, root
) -> None:
    sales = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    client = sign_in(staff("seller", sales))
    assert errors(client.post(ADD, described(application, sales))) == {}
    assert client.get(page_of(application)).status_code == 302
    assert page_of(application) not in body(client.get(APPLICATIONS))


@pytest.mark.parametrize("changed", ["application", "address"])
def test_a_sign_in_for_something_else_is_void(console, account, root, changed) -> None:
    Grant.objects.filter(pk=account.pk).update(state="signed-in", refresh_token="r")
    other = OAuthApplication.objects.create(
        partition=root.partition, name="B", provider="google", client_id="b"
    )
    new = {"application": other.pk, "address": "other@lab.test"}[changed]
    values = described(account.application, root, **{changed: new})
    assert errors(console.post(page_of(account), values)) == {}
    account.grant.refresh_from_db()
    assert (account.grant.state, bool(account.grant.refresh_token)) == ("new", False)


def test_saving_anything_else_keeps_the_tokens(console, account, root) -> None:
    Grant.objects.filter(pk=account.pk).update(state="signed-in", refresh_token="r")
    values = described(account.application, root, name="Renamed", status="inactive")
    assert errors(console.post(page_of(account), values)) == {}
    account.grant.refresh_from_db()
    assert (account.grant.state, account.grant.refresh_token.reveal()) == ("signed-in", "r")


@pytest.fixture
def broken(account) -> EmailAccount:
    """Its grant is gone, no key opens its secrets, and its provider does not exist."""
    Grant.objects.filter(pk=account.pk).update(
        state="needs-sign-in",
        reason="The sign-in was ended at the provider.",
        access_token="sentinel-access",
        refresh_token="sentinel-refresh",
        identity=account.address,
    )
    return account


def test_every_page_of_a_broken_account_opens_and_asks_nobody(
    console, broken, settings, monkeypatch
) -> None:
    settings.CRYPT_KEYS = []
    monkeypatch.setattr("socket.getaddrinfo", _no_network)
    for tail in ("change/", "history/", "delete/", "sign-in/"):
        answer = console.get(page_of(broken, tail))
        assert answer.status_code == 200, tail
        assert "sentinel" not in body(answer)
    for place in (ACCOUNTS, ADD, page_of(broken.application), APPLICATIONS):
        assert console.get(place).status_code == 200, place


def _no_network(*asked: object) -> None:
    raise AssertionError(f"A page asked for {asked[0]}.")


def test_a_broken_account_can_be_edited_switched_off_and_deleted(
    console, broken, root, settings
) -> None:
    settings.CRYPT_KEYS = []
    values = described(broken.application, root, name="Renamed", status="inactive")
    assert errors(console.post(page_of(broken), values)) == {}
    broken.refresh_from_db()
    assert (broken.name, broken.status) == ("Renamed", "inactive")
    console.post(page_of(broken, "delete/"), {"post": "yes"})
    assert not EmailAccount.objects.exists()


def test_the_reason_stands_in_the_list_and_on_the_page(console, broken) -> None:
    for place in (ACCOUNTS, page_of(broken)):
        page = body(console.get(place))
        assert "Needs sign-in" in page
        assert "The sign-in was ended at the provider." in page


def test_an_application_without_a_person_needs_no_sign_in(console, account) -> None:
    OAuthApplication.objects.update(flow="application")
    page = body(console.get(page_of(account)))
    assert "nobody signs in" in page
    assert "sign-in/" not in page
    assert console.get(page_of(account, "sign-in/")).status_code == 302


def test_the_dashboard_says_which_account_needs_a_sign_in(console, broken) -> None:
    look.look(timezone.now())
    page = body(console.get("/console/"))
    assert broken.name in page
    assert "The sign-in was ended at the provider." in page
