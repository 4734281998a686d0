"""Aliases of an email account: joining after a real login, mail in and out, and the way back."""

import pytest

from accounts.errors import NeedsSignIn
from accounts.models import EmailAccount, Grant, State
from activities import queueing
from activities.models import Activity, Recipient
from aliases import connections
from aliases.models import Alias
from tests.accounts import provider
from tests.mailcenter.pages import body
from tests.servers.issuer import Issuer
from tests.stock import dispatch_now, message, retrieve_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["imap", "pop3"])
def account(request, issuer: Issuer, root, mailbox, dovecot, postfix) -> EmailAccount:
    """Signed in, as the mailbox of the test."""
    application = provider.at(
        issuer,
        root,
        imap_host="localhost",
        imap_port=dovecot.port["imaps"],
        imap_encryption="tls",
        pop3_host="localhost",
        pop3_port=dovecot.port["pop3s"],
        pop3_encryption="tls",
        smtp_host="localhost",
        smtp_port=postfix.port["submission"],
        smtp_encryption="starttls",
    )
    account = EmailAccount.objects.create(
        department=root,
        name="Support",
        application=application,
        address=mailbox,
        server_type=request.param,
    )
    provider.sign_in(account, issuer)
    return account


@pytest.fixture
def own(make_alias, mailbox: str) -> Alias:
    """An alias of that mailbox with servers of its own, which do not answer."""
    return make_alias(mailbox, status="inactive", outgoing_user="me", outgoing_protocol="esmtp")


def place(account: EmailAccount) -> str:
    return f"/console/aliases/alias/account/{account.pk}/"


def join(console, account, *aliases: Alias, **more: object) -> str:
    chosen = {"do": "join", "chosen": [one.pk for one in aliases]}
    return body(console.post(place(account), chosen | more))


def test_an_alias_joins_after_a_login_and_its_mail_flows_both_ways(
    console, account, own, dovecot
) -> None:
    assert "Uses the account now" in join(console, account, own)
    own.refresh_from_db()
    assert own.account == account
    Alias.objects.update(status="active")
    dovecot.append(account.address, [message("by token")])
    assert retrieve_now(own).error == ""
    assert Activity.objects.get().subject == "by token"
    queueing.queue(queueing.Draft("out", "text", [account.address]), own)
    assert dispatch_now(own).error == ""
    assert Recipient.objects.get().state == "sent"


def test_an_application_alone_lets_mail_flow_both_ways(
    console, issuer, root, own, dovecot, postfix, account
) -> None:
    account.application.flow = "application"
    account.application.scopes = "mail"
    account.application.save()
    Grant.objects.filter(account=account).update(state=State.NEW, access_token="", refresh_token="")
    assert "Uses the account now" in join(console, account, own)
    Alias.objects.update(status="active")
    own.refresh_from_db()
    dovecot.append(account.address, [message("by the application")])
    assert retrieve_now(own).error == ""
    queueing.queue(queueing.Draft("out", "text", [account.address]), own)
    assert dispatch_now(own).error == ""
    assert (
        Activity.objects.filter(direction="inbound").count(),
        Recipient.objects.get().state,
    ) == (1, "sent")
    assert issuer.requests["client_credentials"] >= 1


def test_what_does_not_belong_to_the_account_stays_as_it_was(console, account, make_alias):
    stranger = make_alias("stranger@lab.test")
    before = Alias.objects.values().get()
    page = join(console, account, stranger)
    assert "stranger@lab.test does not belong to this account" in page
    assert Alias.objects.values().get() == before


def test_all_aliases_of_the_account_are_tested_by_name(console, account, own) -> None:
    join(console, account, own)
    url = "/console/aliases/alias/bulk/{}/"
    chosen = {"_selected_action": [own.pk]}
    assert "Test all aliases" in body(console.get(place(account)))
    assert own.address in body(console.post(url.format("test"), chosen))
    told = body(console.post(url.format("run"), chosen))
    assert told.count("Connection established successfully") == 2


def test_of_many_each_has_its_own_result(console, account, own, make_alias) -> None:
    page = join(console, account, own, make_alias("stranger@lab.test"))
    assert page.count("Left as it was.") == 1
    assert page.count("Uses the account now") == 1


def test_no_more_are_tried_than_a_person_waits_for(console, account, make_alias) -> None:
    many = [make_alias() for _ in range(21)]
    assert "Choose 20 at the most" in join(console, account, *many)
    assert not Alias.objects.exclude(account=None).exists()


def test_a_mailbox_that_the_token_does_not_open_is_refused(
    console, account, make_alias, dovecot
) -> None:
    other = make_alias(dovecot.mailbox())
    page = join(console, account, other, shared="on")
    assert "Left as it was. Incoming:" in page
    other.refresh_from_db()
    assert other.account is None


def test_a_shared_mailbox_is_read_as_itself_and_sent_from_by_the_person(
    console, account, make_alias, dovecot, postfix, issuer
) -> None:
    shared = make_alias(dovecot.mailbox())
    issuer.grants.shared[account.address] = shared.address
    Grant.objects.update(expires_at=Grant.objects.get().last_refreshed_at)
    assert "Uses the account now" in join(console, account, shared, shared="on")
    shared.refresh_from_db()
    assert connections.incoming_credentials(shared).user == shared.address
    assert connections.outgoing_credentials(shared).user == account.address
    assert shared.envelope_sender == shared.address
    dovecot.append(shared.address, [message("shared")])
    assert retrieve_now(shared).error == ""
    assert Activity.objects.get().subject == "shared"
    assert (dovecot.logins(shared.address) > 0, dovecot.logins(account.address)) == (True, 0)
    queueing.queue(queueing.Draft("out", "text", [account.address]), shared)
    assert dispatch_now(shared).error == ""
    assert {user for _, user in postfix.sasl_users(shared.address)} == {account.address}


def test_who_leaves_has_the_old_settings_and_is_inactive(console, account, own) -> None:
    before = Alias.objects.values().get()
    join(console, account, own)
    page = body(console.post(place(account), {"do": "leave", "leaving": [own.pk]}))
    assert "Has its own servers again" in page
    assert Alias.objects.values().get() == before


def test_the_active_default_does_not_leave(console, account, own) -> None:
    join(console, account, own)
    Alias.objects.update(status="active", is_default=True)
    page = body(console.post(place(account), {"do": "leave", "leaving": [own.pk]}))
    assert "It is the active default alias" in page
    assert Alias.objects.get().account == account


def made(console, account, **changed: object):
    values = {"do": "new", "name": "New", "address": account.address, "status": "active"}
    values |= {"folder": "INBOX"} | changed
    return console.post(place(account), values, follow=True)


def test_an_alias_made_for_the_account_is_deleted_when_it_leaves(console, account) -> None:
    made(console, account)
    alias = Alias.objects.present().get()
    assert (alias.account, alias.made_for_account, alias.is_default) == (account, True, True)
    Alias.objects.update(is_default=False)
    page = body(console.post(place(account), {"do": "leave", "leaving": [alias.pk]}))
    assert "assigned to the retriever" in page
    Alias.objects.update(retriever=None)
    page = body(console.post(place(account), {"do": "leave", "leaving": [alias.pk]}))
    assert "is deleted" in page
    assert not Alias.objects.present().exists()


def test_no_alias_is_made_that_cannot_work(console, account) -> None:
    page = body(made(console, account, address="stranger@lab.test"))
    assert "does not belong to this account" in page
    assert not Alias.objects.exists()


def test_an_account_with_aliases_is_not_deleted_and_lists_them(console, account, own) -> None:
    join(console, account, own)
    url = f"/console/accounts/emailaccount/{account.pk}/delete/"
    assert own.address in body(console.post(url, {"post": "yes"}))
    console.post(place(account), {"do": "leave", "leaving": [own.pk]})
    console.post(url, {"post": "yes"})
    assert not EmailAccount.objects.exists()


def test_without_a_sign_in_mail_waits_and_the_list_says_why(console, account, own, issuer) -> None:
    join(console, account, own)
    Alias.objects.update(status="active")
    queueing.queue(queueing.Draft("out", "text", [account.address]), own)
    issuer.grants.revoke()
    Grant.objects.update(expires_at=Grant.objects.get().last_refreshed_at)
    for _ in range(4):
        job = dispatch_now(own)
    assert "sign" in job.error
    assert Recipient.objects.get().state == "queued"
    with pytest.raises(NeedsSignIn):
        connections.open_session(Alias.objects.get())
    assert "Support needs sign-in" in body(console.get("/console/aliases/alias/"))
    provider.sign_in(account, issuer)
    dispatch_now(own)
    assert Recipient.objects.get().state == "sent"


def test_a_server_that_refuses_an_old_token_gets_a_new_one_once(account, own, issuer) -> None:
    Alias.objects.update(account=account, status="active")
    wrong = issuer.tokens.token("nobody@lab.test")
    an_hour_ago = Grant.objects.get().last_refreshed_at.replace(year=2020)
    Grant.objects.update(access_token=wrong, last_refreshed_at=an_hour_ago)
    connections.open_inbox(Alias.objects.get()).abandon()
    assert issuer.requests["refresh_token"] == 1


def test_the_page_of_such_an_alias_has_no_servers_and_can_be_saved(console, account, own) -> None:
    join(console, account, own)
    url = f"/console/aliases/alias/{own.pk}/change/"
    form = console.get(url).context["adminform"].form
    assert "incoming_host" not in form.fields
    values = {name: form[name].value() or "" for name in form.fields}
    values |= {"name": "Renamed", "interval_seconds": 60, "maximum_megabytes": 50, "outgoing_encoding": "encoded", "outgoing_interval_seconds": 0, "outgoing_per_minute": 0, "outgoing_connections": 4}  # fmt: skip
    values = {
        name: one for name, one in values.items() if one is not False and name != "is_default"
    }
    answer = console.post(url, values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    own.refresh_from_db()
    assert (own.name, own.account, own.incoming_host) == ("Renamed", account, "127.0.0.1")
