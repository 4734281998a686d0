"""“Test connection” and “Verify application”: each step told, with a real provider and real servers."""

import json

import pytest
from django.test import Client

from accounts.errors import SignInRefused
from accounts.models import EmailAccount, Grant, OAuthApplication
from tests.accounts import provider
from tests.accounts.filled import APPLICATIONS, page_of, stored
from tests.mailcenter.pages import body
from tests.servers.faults import closed_port
from tests.servers.issuer import Issuer

pytestmark = [pytest.mark.real, pytest.mark.django_db]
ESTABLISHED = "Connection established successfully"

Lines = list[dict]


@pytest.fixture
def servers(dovecot, postfix) -> dict[str, object]:
    """The mail servers of an application whose provider has none of its own."""
    found: dict[str, object] = {}
    places = {
        "imap": (dovecot.port["imaps"], "tls"),
        "pop3": (dovecot.port["pop3s"], "tls"),
        "smtp": (postfix.port["submission"], "starttls"),
    }
    for name, (port, encryption) in places.items():
        found |= {f"{name}_host": "localhost", f"{name}_port": port}
        found[f"{name}_encryption"] = encryption
    return found


@pytest.fixture
def application(issuer: Issuer, root, servers) -> OAuthApplication:
    return provider.at(issuer, root, **servers)


@pytest.fixture
def account(application, root, mailbox: str) -> EmailAccount:
    return EmailAccount.objects.create(
        department=root, name="Support", application=application, address=mailbox
    )


def told(client: Client, url: str, values: object = None) -> Lines:
    answer = client.post(url, values)
    assert answer.status_code == 200, body(answer)
    lines = [json.loads(line) for line in body(answer).splitlines()]
    assert lines[-1] == {"state": "end"}
    return lines[:-1]


def trial_of(client: Client, account: EmailAccount) -> Lines:
    return told(client, page_of(account, "test/"))


def failures(lines: Lines) -> Lines:
    return [one for one in lines if one["state"] == "failed"]


@pytest.mark.parametrize("server_type", ["imap", "pop3"])
def test_a_good_account_says_so_in_the_words_that_were_promised(
    console, account, issuer, server_type: str
) -> None:
    EmailAccount.objects.update(server_type=server_type)
    provider.sign_in(account, issuer)
    lines = trial_of(console, account)
    assert failures(lines) == []
    assert lines[-1] == {"state": "found", "words": ESTABLISHED}
    passed = [one["step"] for one in lines if one["state"] == "passed"]
    assert passed.count("authentication") == 2
    assert {"access token", "folder", "sender"} <= set(passed)
    assert issuer.requests["refresh_token"] == 1


def test_a_revoked_sign_in_is_found_out_and_the_pages_still_open(console, account, issuer) -> None:
    provider.sign_in(account, issuer)
    issuer.grants.revoke()
    (failed,) = failures(trial_of(console, account))
    assert failed["step"] == "access token"
    assert "AADSTS700082" in failed["answer"]
    assert "Sign in again" in failed["remedy"]
    (again,) = failures(trial_of(console, account))
    assert again["step"] == "access token"
    assert issuer.requests["refresh_token"] == 1
    assert "Needs sign-in" in body(console.get(page_of(account)))


def test_a_mailbox_that_the_account_may_not_open_is_named(console, account, issuer) -> None:
    provider.sign_in(account, issuer)
    EmailAccount.objects.update(address="other@lab.test")
    lines = trial_of(console, account)
    steps = [one["step"] for one in failures(lines)]
    assert steps[0] == "authentication"
    assert ESTABLISHED not in json.dumps(lines)


def test_a_delegate_may_sign_in_for_a_mailbox_that_they_may_open(
    console, account, issuer, dovecot
) -> None:
    delegate = dovecot.mailbox()
    issuer.grants.shared[delegate] = account.address
    provider.sign_in(account, issuer, delegate)
    assert Grant.objects.get().identity == delegate
    lines = trial_of(console, account)
    assert failures(lines) == []
    users = [
        one["detail"] for one in lines if one.get("step") == "authentication" and one["detail"]
    ]
    assert [account.address in users[0], delegate in users[1]] == [True, True]


def test_somebody_without_rights_is_refused_by_the_mailbox(account, issuer, dovecot) -> None:
    with pytest.raises(SignInRefused, match="did not let"):
        provider.sign_in(account, issuer, dovecot.mailbox())
    assert Grant.objects.get().state == "new"


def test_each_protocol_is_tried_though_the_other_fails(console, account, issuer) -> None:
    provider.sign_in(account, issuer)
    OAuthApplication.objects.update(imap_port=closed_port())
    lines = trial_of(console, account)
    assert [one["step"] for one in failures(lines)] == ["connect"]
    assert "sender" in [one["step"] for one in lines if one["state"] == "passed"]
    assert ESTABLISHED not in json.dumps(lines)


@pytest.mark.parametrize(
    ("fault", "words"), [("down", "503"), ("expired_secret", "AADSTS7000222"), ("drop", "")]
)
def test_a_provider_that_fails_is_told(console, account, issuer, fault: str, words: str) -> None:
    provider.sign_in(account, issuer)
    issuer.fail = fault
    (failed,) = failures(trial_of(console, account))
    assert failed["step"] in {"access token", "request"}
    assert words in failed["answer"] + failed["likely"]
    assert Grant.objects.get().state == "signed-in"


def test_no_line_of_a_test_holds_a_secret(console, account, issuer) -> None:
    provider.sign_in(account, issuer)
    text = json.dumps(trial_of(console, account) + trial_of(console, account))
    grant = Grant.objects.get()
    secrets = [*issuer.grants.used, grant.access_token.reveal(), issuer.secret]
    assert [one for one in secrets if one in text] == []


@pytest.mark.parametrize("flow", ["consent", "application"])
@pytest.mark.parametrize("kind", ["generic", "microsoft"])
def test_an_application_is_verified_as_it_stands_in_the_form(
    console, application, issuer, kind: str, flow: str
) -> None:
    chosen = provider.microsoft(issuer) if kind == "microsoft" else {}
    values = stored(application, **chosen, flow=flow, typed_secret=issuer.secret)
    lines = told(console, page_of(application, "verify/"), values)
    assert failures(lines) == []
    assert [one["step"] for one in lines if one["state"] == "passed"] == ["request", "access token"]
    assert OAuthApplication.objects.get().flow == "consent"


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"typed_secret": "wrong"}, "typed_secret", "AADSTS7000215"),
        ({"client_id": "unknown"}, "client_id", "AADSTS700016"),
    ],
)
def test_what_the_provider_does_not_believe_leads_to_its_field(
    console, application, issuer, changed, field: str, words: str
) -> None:
    values = stored(application, **({"typed_secret": issuer.secret} | changed))
    (failed,) = failures(told(console, page_of(application, "verify/"), values))
    assert words in failed["answer"]
    assert failed["field"] == field


def test_an_unsaved_application_is_verified_too(console, application, issuer) -> None:
    values = stored(application, name="Another", typed_secret=issuer.secret)
    lines = told(console, f"{APPLICATIONS}verify/", values)
    assert failures(lines) == []
    assert OAuthApplication.objects.count() == 1


def test_a_form_with_errors_asks_nobody(console, application, issuer) -> None:
    values = stored(application, client_id="", token_url="http://x")
    answer = console.post(page_of(application, "verify/"), values)
    assert answer.status_code == 400
    assert sum(issuer.requests.values()) == 0
