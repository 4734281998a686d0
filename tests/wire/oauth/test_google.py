"""What is particular about Google: offline access, and the key files of service accounts."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.servers.grants import SERVICE_ACCOUNT, key_file
from tests.wire.oauth.applications import REDIRECT, application
from wire.errors import Cause
from wire.oauth.errors import OAuthError
from wire.oauth.providers.catalogue import of
from wire.oauth.providers.google_service_account import key_file_names
from wire.oauth.values import Application, Client


def test_a_refresh_token_is_asked_for_each_time() -> None:
    app = Application("google", Client("1", "secret"))
    url = urlsplit(of(app).begin(app, REDIRECT).authorization_url)
    asked = dict(parse_qsl(url.query))
    assert url.hostname == "accounts.google.com"
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert asked["scope"] == "openid email https://mail.google.com/"


def test_the_address_in_a_key_file_is_not_believed() -> None:
    app = Application("google-service-account", Client(key_file=key_file()))
    assert of(app).endpoints(app).token_url == "https://oauth2.googleapis.com/token"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "s3ntinel",
        json.dumps({"type": "authorized_user", "refresh_token": "s3ntinel"}),
        key_file(private_key="s3ntinel"),
        json.dumps({"type": "service_account", "private_key": "s3ntinel"}),
    ],
)
def test_what_is_no_key_file_is_told(issuer, text: str) -> None:
    app = application(issuer, "google-service-account", client=Client(key_file=text))
    with pytest.raises(OAuthError, match="not the key file") as caught:
        of(app).client_credentials(app, "anna@lab.test")
    assert "s3ntinel" not in str(caught.value)


def test_a_key_file_names_the_account_and_the_number_to_allow() -> None:
    assert key_file_names(key_file()) == (SERVICE_ACCOUNT, "104242")


def test_the_steps_name_the_number_that_is_to_be_allowed(issuer) -> None:
    app = application(issuer, "google-service-account")
    assert "104242" in "".join(of(app).registration(app, ""))


def test_missing_delegation_is_told(issuer) -> None:
    issuer.grants.delegated.clear()
    app = application(issuer, "google-service-account")
    with pytest.raises(OAuthError, match="Domain-wide delegation") as caught:
        of(app).client_credentials(app, "anna@lab.test")
    assert caught.value.cause is Cause.CONFIGURATION


def test_a_strangers_service_account_is_told(issuer) -> None:
    client = Client(key_file=key_file(client_email="other@project.iam.example"))
    app = application(issuer, "google-service-account", client=client)
    with pytest.raises(OAuthError, match="no such service account"):
        of(app).client_credentials(app, "anna@lab.test")


def test_nobody_can_sign_in_to_a_service_account(issuer) -> None:
    app = application(issuer, "google-service-account")
    with pytest.raises(OAuthError, match="no person"):
        of(app).begin(app, REDIRECT)
    with pytest.raises(OAuthError, match="no person"):
        of(app).refresh(app, "x")
