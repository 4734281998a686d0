"""Every provider through its own library against the provider of the tests: one suite for all."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.servers.grants import BEARER
from tests.wire.oauth.applications import (
    REDIRECT,
    WITH_CONSENT,
    application,
    with_certificate,
)
from wire.errors import Cause, WireError
from wire.oauth.errors import OAuthError
from wire.oauth.identity import identity
from wire.oauth.providers.catalogue import PROVIDERS, of
from wire.oauth.values import Client, Grant, TokenSet

ANNA = "anna@lab.test"
ALONE = ("microsoft", "generic", "google-service-account")


@pytest.fixture(params=WITH_CONSENT)
def app(request, issuer):
    return application(issuer, request.param)


def signed_in(issuer, app, user: str = ANNA) -> TokenSet:
    pending = of(app).begin(app, REDIRECT, login_hint=user)
    return of(app).finish(app, pending, issuer.consent(pending.authorization_url, user))


def refused(issuer, app, fault: str) -> OAuthError:
    pending = of(app).begin(app, REDIRECT)
    back = issuer.consent(pending.authorization_url, ANNA)
    issuer.fail = fault
    with pytest.raises(OAuthError) as caught:
        of(app).finish(app, pending, back)
    return caught.value


def test_a_consent_brings_tokens_and_tells_who_has_signed_in(issuer, app) -> None:
    tokens = signed_in(issuer, app, "Anna@lab.test")
    assert identity(tokens).address == ANNA
    assert tokens.refresh_token == issuer.grants.used[-1]
    assert timedelta(minutes=58) < tokens.expires_at - datetime.now(UTC) < timedelta(minutes=62)
    assert issuer.requests == Counter({"authorization_code": 1})


def test_the_person_is_asked_for_what_mail_needs(issuer, app) -> None:
    pending = of(app).begin(app, REDIRECT, login_hint=ANNA)
    asked = dict(parse_qsl(urlsplit(pending.authorization_url).query))
    assert set(of(app).scopes(app)) <= set(asked["scope"].split())
    assert "openid" in asked["scope"].split()
    assert (asked["login_hint"], asked["redirect_uri"]) == (ANNA, REDIRECT)
    assert asked["code_challenge_method"] == "S256"
    assert asked.get("response_mode", "query") == "query"


def test_a_pasted_code_will_do(issuer, app) -> None:
    pending = of(app).begin(app, REDIRECT)
    back = issuer.consent(pending.authorization_url, ANNA)
    code = dict(parse_qsl(urlsplit(back).query))["code"]
    assert identity(of(app).finish(app, pending, f" {code} ")).address == ANNA


def test_a_code_is_good_for_one_use(issuer, app) -> None:
    pending = of(app).begin(app, REDIRECT)
    back = issuer.consent(pending.authorization_url, ANNA)
    of(app).finish(app, pending, back)
    with pytest.raises(OAuthError, match="was used") as caught:
        of(app).finish(app, pending, back)
    assert caught.value.needs_sign_in


def test_a_code_is_of_no_use_to_another_attempt(issuer, app) -> None:
    pending = of(app).begin(app, REDIRECT)
    back = issuer.consent(pending.authorization_url, ANNA)
    other = replace(of(app).begin(app, REDIRECT), state=pending.state)
    with pytest.raises(OAuthError, match="belongs to another attempt") as caught:
        of(app).finish(app, other, back)
    assert caught.value.needs_sign_in
    with pytest.raises(OAuthError, match="another attempt to sign in"):
        of(app).finish(app, replace(pending, state="other"), back)


def test_who_refuses_is_told_so(issuer, app) -> None:
    pending = of(app).begin(app, REDIRECT)
    back = issuer.consent(pending.authorization_url, ANNA, answer="refuse")
    with pytest.raises(OAuthError, match="declined") as caught:
        of(app).finish(app, pending, back)
    assert caught.value.needs_sign_in
    assert issuer.requests == {}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("fewer_scopes", "Not all rights"),
        ("wrong_nonce", "does not belong to this attempt"),
        ("no_refresh_token", "no refresh token"),
    ],
)
def test_a_consent_that_is_not_enough_is_refused(issuer, app, fault: str, words: str) -> None:
    assert words in str(refused(issuer, app, fault))


def test_a_refresh_brings_a_new_token_and_the_rotated_refresh_token(issuer, app) -> None:
    first = signed_in(issuer, app)
    second = of(app).refresh(app, first.refresh_token)
    assert second.access_token != first.access_token
    assert second.refresh_token == issuer.grants.used[-1] != first.refresh_token
    assert of(app).refresh(app, second.refresh_token).access_token
    assert issuer.requests == Counter({"refresh_token": 2, "authorization_code": 1})


def test_without_a_new_refresh_token_the_old_one_stays(issuer, app) -> None:
    first = signed_in(issuer, app)
    issuer.fail = "no_rotation"
    second = of(app).refresh(app, first.refresh_token)
    assert second.refresh_token == first.refresh_token
    assert of(app).refresh(app, second.refresh_token).access_token


def test_a_revoked_grant_needs_a_sign_in(issuer, app) -> None:
    tokens = signed_in(issuer, app)
    issuer.grants.revoke(ANNA)
    with pytest.raises(OAuthError, match="expired or was revoked") as caught:
        of(app).refresh(app, tokens.refresh_token)
    assert caught.value.needs_sign_in
    assert caught.value.number == "AADSTS700082"
    assert "correlation_id c0-11" in caught.value.reference


@pytest.mark.parametrize(
    ("fault", "cause", "words"),
    [
        ("expired_secret", Cause.CONFIGURATION, "The client secret has expired"),
        ("invalid_client", Cause.CONFIGURATION, "Paste the Value of the secret"),
        ("no_consent", Cause.CREDENTIALS, "Grant admin consent"),
        ("busy", Cause.PASSING, "has trouble"),
        ("loop", Cause.PASSING, "asked too often"),
        ("down", Cause.PASSING, "503 Service Unavailable"),
        ("drop", Cause.PASSING, "closed the connection"),
        ("html", Cause.CONFIGURATION, "no access token"),
    ],
)
def test_each_failure_says_what_to_do(issuer, app, fault: str, cause: Cause, words: str) -> None:
    tokens = signed_in(issuer, app)
    issuer.fail = fault
    with pytest.raises(WireError) as caught:
        of(app).refresh(app, tokens.refresh_token)
    assert caught.value.cause is cause
    assert words in str(caught.value)
    assert "localhost" in caught.value.why.tried
    assert issuer.requests["refresh_token"] == 1  # no library tries again by itself


def test_a_slow_provider_is_given_up(issuer, app) -> None:
    issuer.fail, issuer.seconds = "slow", 1.0
    hurried = replace(app, web=replace(app.web, quiet=0.2, seconds=0.5))
    with pytest.raises(WireError, match="did not answer within") as caught:
        of(app).refresh(hurried, "x")
    assert caught.value.cause is Cause.PASSING


def test_a_changed_secret_counts_with_the_next_call(issuer, app) -> None:
    tokens = signed_in(issuer, app)
    issuer.grants.secret = "another"
    with pytest.raises(OAuthError, match="secret"):
        of(app).refresh(app, tokens.refresh_token)
    changed = replace(app, client=Client(issuer.client_id, "another"))
    assert of(app).refresh(changed, tokens.refresh_token).access_token


def test_verifying_believes_the_right_secret_only(issuer, app) -> None:
    of(app).verify(app)
    with pytest.raises(OAuthError, match="secret"):
        of(app).verify(replace(app, client=Client(issuer.client_id, "wrong")))
    assert issuer.grants.used == []


@pytest.mark.parametrize("provider", ALONE)
def test_an_application_signs_in_as_itself(issuer, provider: str) -> None:
    alone = application(issuer, provider, grant=Grant.APPLICATION)
    tokens = of(alone).client_credentials(alone, ANNA)
    assert tokens.access_token.count(".") == 2
    assert tokens.refresh_token == ""
    assert tokens.expires_at > datetime.now(UTC) + timedelta(minutes=58)
    of(alone).verify(alone)


@pytest.mark.parametrize("provider", ["microsoft", "generic"])
def test_a_certificate_takes_the_place_of_the_secret(issuer, provider: str) -> None:
    alone = with_certificate(issuer, provider)
    assert of(alone).client_credentials(alone).access_token


@pytest.mark.parametrize("provider", ["microsoft", "generic"])
def test_an_unusable_certificate_is_told(issuer, provider: str) -> None:
    client = Client(issuer.client_id, certificate="s3ntinel", private_key="s3ntinel")
    alone = application(issuer, provider, client=client, grant=Grant.APPLICATION)
    with pytest.raises(OAuthError, match="certificate and its private key") as caught:
        of(alone).client_credentials(alone)
    assert caught.value.why.field == "certificate"
    assert "s3ntinel" not in str(caught.value)


@pytest.mark.parametrize("provider", ALONE)
def test_no_person_is_called_where_none_has_signed_in(issuer, provider: str) -> None:
    alone = application(issuer, provider, grant=Grant.APPLICATION)
    issuer.fail = "invalid_grant"
    with pytest.raises(OAuthError) as caught:
        of(alone).client_credentials(alone, ANNA)
    assert not caught.value.needs_sign_in


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_tells_its_data_without_secrets_or_network(issuer, name: str) -> None:
    kind = "microsoft" if name.startswith("microsoft") else name
    app = replace(application(issuer, kind), provider=name, client=Client("1", "s3ntinel"))
    provider = of(app)
    for grant in provider.about.grants:
        told = provider.registration(replace(app, grant=grant), REDIRECT)
        assert len(told) >= 4
        assert "s3ntinel" not in "".join(told)
        assert (REDIRECT in "".join(told)) == (grant is Grant.CONSENT)
    assert provider.scopes(app)
    assert len(provider.servers(app)) == (0 if name == "generic" else 3)
    assert (provider.about.name, issuer.requests) == (name, {})


def test_the_service_account_asks_for_the_mailbox_by_googles_library(issuer) -> None:
    app = application(issuer, "google-service-account")
    of(app).client_credentials(app, ANNA)
    assert issuer.requests == Counter({BEARER: 1})


@pytest.mark.parametrize("provider", [*WITH_CONSENT, "google-service-account"])
def test_no_library_reaches_what_the_partition_does_not_allow(issuer, provider: str) -> None:
    app = application(issuer, provider)
    closed = replace(app, web=replace(app.web, private_networks=False))
    with pytest.raises(WireError, match="in a private network"):
        of(closed).verify(closed)
    assert issuer.requests == {}


@pytest.mark.parametrize("provider", [*WITH_CONSENT, "google-service-account"])
def test_no_library_believes_another_authority(issuer, provider: str, monkeypatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    app = application(issuer, provider)
    with pytest.raises(WireError, match="certificate"):
        of(app).verify(replace(app, web=replace(app.web, ca_bundle="")))
    assert issuer.requests == {}
