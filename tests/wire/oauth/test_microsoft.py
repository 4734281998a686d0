"""What is particular about Microsoft: clouds, tenants, and that nobody else is asked."""

from dataclasses import replace

import pytest

from tests.wire.oauth.applications import REDIRECT, application
from wire.endpoints import Protocol
from wire.oauth.errors import OAuthError
from wire.oauth.providers.catalogue import of
from wire.oauth.values import Application, Client, Endpoints, Grant

CLOUDS = [
    ("microsoft", "login.microsoftonline.com", "outlook.office365.com", "outlook.office.com"),
    ("microsoft-us-gov-l4", "login.microsoftonline.us", "outlook.office365.us", ".us"),
    ("microsoft-us-gov-dod", "login.microsoftonline.us", "outlook-dod.office365.us", "-dod"),
    ("microsoft-china", "login.partner.microsoftonline.cn", "partner.outlook.cn", "partner"),
]


@pytest.mark.parametrize(("name", "authority", "inbox", "resource"), CLOUDS)
def test_each_cloud_has_its_own_places(name, authority, inbox, resource) -> None:
    app = Application(name, Client("1"), tenant="shop.test")
    endpoints = of(app).endpoints(app)
    assert endpoints.token_url == f"https://{authority}/shop.test/oauth2/v2.0/token"
    assert of(app).servers(app)[Protocol.IMAP].host == inbox
    assert all(resource in one for one in endpoints.scopes)
    alone = of(app).scopes(replace(app, grant=Grant.APPLICATION))
    assert alone == (f"https://{inbox}/.default",)


def test_a_consent_begins_without_the_network() -> None:
    app = Application("microsoft", Client("1", "secret"), tenant="shop.test")
    url = of(app).begin(app, REDIRECT).authorization_url
    assert url.startswith("https://login.microsoftonline.com/shop.test/oauth2/v2.0/authorize?")


@pytest.mark.parametrize("tenant", ["", "a/b", "a b", "../x", "a?b"])
def test_a_tenant_that_is_none_is_told(tenant: str) -> None:
    app = Application("microsoft", Client("1", "secret"), tenant=tenant)
    with pytest.raises(OAuthError, match="does not know this tenant") as caught:
        of(app).begin(app, REDIRECT)
    assert caught.value.why.field == "tenant"


def test_an_account_of_another_directory_is_refused(issuer) -> None:
    app = application(issuer, "microsoft")
    pending = of(app).begin(app, REDIRECT)
    back = issuer.consent(pending.authorization_url, "anna@lab.test")
    issuer.fail = "wrong_tenant"
    with pytest.raises(OAuthError, match="who has signed in"):
        of(app).finish(app, pending, back)


def test_own_scopes_are_asked_for_in_place_of_the_usual_ones(issuer) -> None:
    overrides = Endpoints(issuer=issuer.authority, scopes=("offline_access", "https://x.test/Mail"))
    app = application(issuer, "microsoft", overrides=overrides)
    pending = of(app).begin(app, REDIRECT)
    assert sorted(pending.scope.split()) == sorted(
        ["openid", "profile", "offline_access", "https://x.test/Mail"]
    )


def test_a_refusal_is_not_repeated_from_memory(issuer) -> None:
    app = application(issuer, "microsoft", grant=Grant.APPLICATION)
    issuer.fail = "expired_secret"
    with pytest.raises(OAuthError):
        of(app).client_credentials(app)
    issuer.fail = ""
    assert of(app).client_credentials(app).access_token


def test_an_authority_without_encryption_is_refused() -> None:
    overrides = Endpoints(issuer="http://localhost:1")
    app = Application("microsoft", Client("1", "s"), tenant="shop.test", overrides=overrides)
    with pytest.raises(OAuthError, match="issuer"):
        of(app).begin(app, REDIRECT)
