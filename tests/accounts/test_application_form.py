"""The form of an OAuth application: what each provider needs, and secrets that never come back."""

import json

import pytest

from accounts.models import Grant, OAuthApplication
from tests.accounts.conftest import made_pair
from tests.accounts.filled import APPLICATIONS, SECRET, page_of, registered, stored
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors

ADD = f"{APPLICATIONS}add/"
GENERIC = {
    "provider": "generic",
    "issuer": "https://login.lab.test",
    "scopes": "mail offline_access",
    "imap_host": "mail.lab.test",
    "imap_port": 993,
    "imap_encryption": "tls",
}
KEY_FILE = json.dumps(
    {
        "type": "service_account",
        "client_email": "robot@project.test",
        "client_id": "1234567",
        "private_key": SECRET,
    }
)
SERVICE = {"provider": "google-service-account", "flow": "application", "typed_key_file": KEY_FILE}


def refused(console, root, **changed: object) -> dict[str, str]:
    return errors(console.post(ADD, registered(root, **changed)))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"cloud": "china"},
        {"flow": "application"},
        {"provider": "google", "tenant_id": ""},
        GENERIC,
        SERVICE,
    ],
)
def test_each_provider_can_be_saved(console, root, changed) -> None:
    assert refused(console, root, **changed) == {}
    row = OAuthApplication.objects.get()
    assert str(row.client_secret.reveal() or row.key_file.reveal())


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"tenant_id": ""}, "tenant_id", "tenant"),
        ({"tenant_id": "a b"}, "tenant_id", "space"),
        ({"tenant_id": "common", "flow": "application"}, "tenant_id", "names no organisation"),
        ({"client_id": ""}, "client_id", "client ID"),
        ({"typed_secret": ""}, "typed_secret", "Type the client secret"),
        (
            {"typed_secret": "4f6e0b1a-0c5d-4d0e-9a51-0b1c7a6f9a10"},
            "typed_secret",
            "Paste the Value",
        ),
        ({"proof": "none", "flow": "application"}, "proof", "must prove itself"),
        ({"proof": "certificate"}, "certificate", "PEM"),
        (GENERIC | {"issuer": ""}, "token_url", "token URL"),
        (GENERIC | {"issuer": "http://login.lab.test"}, "issuer", "valid URL"),
        (GENERIC | {"scopes": ""}, "scopes", "scopes"),
        (GENERIC | {"imap_port": ""}, "imap_port", "port"),
        (SERVICE | {"typed_key_file": "{}"}, "typed_key_file", "not the key file"),
        (SERVICE | {"typed_key_file": ""}, "typed_key_file", "Type the key file"),
    ],
)
def test_what_is_missing_is_said_at_its_field(console, root, changed, field, words) -> None:
    assert words in refused(console, root, **changed)[field]
    assert not OAuthApplication.objects.exists()


def test_a_certificate_needs_its_own_key(console, root, pair) -> None:
    chosen = {"proof": "certificate", "certificate": pair.certificate}
    wrong = refused(console, root, **chosen, typed_private_key=made_pair().key)
    assert "does not belong" in wrong["typed_private_key"]
    assert refused(console, root, **chosen, typed_private_key=pair.key) == {}
    row = OAuthApplication.objects.get()
    assert row.private_key.reveal() == pair.key.strip()
    assert row.certificate_expires_on == pair.ends


@pytest.mark.parametrize("changed", [{}, SERVICE, {"client_id": ""}])
def test_no_page_gives_a_secret_back(console, root, changed) -> None:
    answer = console.post(ADD, registered(root, **changed), follow=True)
    assert SECRET not in body(answer)
    for row in OAuthApplication.objects.all():
        for tail in ("change/", "history/", f"history/{row.history.latest().pk}/", "delete/"):
            assert SECRET not in body(console.get(page_of(row, tail)))


def test_the_history_says_that_a_secret_changed_and_not_what(console, application) -> None:
    console.post(page_of(application), stored(application, typed_secret="a new one"))
    assert application.history.latest().secrets_changed == "client_secret"
    assert "a new one" not in body(console.get(page_of(application, "history/")))


def test_an_empty_secret_keeps_the_stored_one(console, application) -> None:
    values = stored(application, description="changed")
    assert errors(console.post(page_of(application), values)) == {}
    application.refresh_from_db()
    assert application.client_secret.reveal() == SECRET
    assert application.description == "changed"


@pytest.mark.parametrize(
    "changed", [{"token_url": "https://other.lab.test/token"}, {"client_id": "another"}]
)
def test_a_stored_secret_goes_nowhere_else(console, application, changed) -> None:
    found = errors(console.post(page_of(application), stored(application, **changed)))
    assert "type the client secret again" in found["typed_secret"]


def test_a_new_registration_makes_the_sign_ins_void(console, account, application) -> None:
    Grant.objects.filter(pk=account.pk).update(state="signed-in", refresh_token="r", identity="x")
    console.post(page_of(application), stored(application, client_id="other", typed_secret="s"))
    grant = Grant.objects.get(pk=account.pk)
    assert (grant.state, bool(grant.refresh_token), grant.identity) == ("new", False, "")
    assert "registration" in grant.reason


def test_a_new_secret_lets_the_next_renewal_try_at_once(console, account, application) -> None:
    far = "2099-01-01T00:00:00Z"
    Grant.objects.filter(pk=account.pk).update(
        state="signed-in", refresh_token="r", failures=9, next_try_at=far
    )
    console.post(page_of(application), stored(application, typed_secret="renewed"))
    grant = Grant.objects.get(pk=account.pk)
    assert (grant.state, grant.next_try_at, grant.failures) == ("signed-in", None, 0)


def test_what_does_not_apply_is_cleared(console, application) -> None:
    values = stored(application, provider="google", tenant_id="t", typed_secret="again")
    assert errors(console.post(page_of(application), values)) == {}
    application.refresh_from_db()
    assert application.tenant_id == ""


def test_an_application_in_use_is_not_deleted_and_the_page_lists_its_accounts(
    console, account, application
) -> None:
    answer = console.post(page_of(application, "delete/"), {"post": "yes"})
    assert OAuthApplication.objects.filter(pk=application.pk).exists()
    assert account.name in body(answer)


@pytest.mark.parametrize("wanted", ["Redirect URL", "/console/accounts/emailaccount/callback/"])
def test_the_page_shows_how_to_register(console, wanted: str) -> None:
    page = body(console.get(ADD))
    assert wanted in page
    assert "SMTP.Send" in page


def test_the_redirect_url_is_at_the_configured_address(console, settings) -> None:
    settings.PUBLIC_URL = "https://mail.example.org"
    page = body(console.get(ADD))
    assert 'value="https://mail.example.org/console/accounts/emailaccount/callback/"' in page
    assert "You have opened the console by testserver" in page
