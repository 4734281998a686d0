"""A person's consent: what is asked, what comes back, and what is believed of it. No socket."""

from dataclasses import asdict
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.wire.oauth.applications import REDIRECT
from wire.oauth import consent
from wire.oauth.errors import OAuthError
from wire.oauth.values import Client, Endpoints, Pending

ENDPOINTS = Endpoints(
    "https://id.test/authorize?a=1",
    "https://id.test/token",
    "https://id.test",
    ("openid", "mail"),
    more={"prompt": "consent"},
)


@pytest.fixture
def pending() -> Pending:
    return consent.begin(Client("me"), ENDPOINTS, REDIRECT, login_hint="anna@lab.test")


def sent_back(pending: Pending, **values: str) -> str:
    return f"{REDIRECT}?{urlencode({'state': pending.state, 'code': 'c/1'} | values)}"


def test_the_person_is_sent_with_all_that_the_standard_asks(pending) -> None:
    asked = dict(parse_qsl(urlsplit(pending.authorization_url).query))
    assert asked.pop("state") == pending.state
    assert asked.pop("nonce") == pending.nonce
    assert asked.pop("code_challenge") == consent.challenge(pending.code_verifier)
    assert asked == {
        "a": "1",
        "client_id": "me",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "openid mail",
        "code_challenge_method": "S256",
        "prompt": "consent",
        "login_hint": "anna@lab.test",
    }


def test_the_challenge_is_that_of_the_standards_example() -> None:
    # RFC 7636 appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert consent.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_no_two_attempts_are_alike_and_verifiers_are_long_enough(pending) -> None:
    other = consent.begin(Client("me"), ENDPOINTS, REDIRECT)
    names = ("state", "nonce", "code_verifier")
    assert len({getattr(one, name) for one in (pending, other) for name in names}) == 6
    assert 43 <= len(pending.code_verifier) <= 128


def test_a_pending_consent_can_be_stored_and_restored(pending) -> None:
    assert Pending(**asdict(pending)) == pending
    assert all(isinstance(one, str) for one in asdict(pending).values())


def test_the_code_is_found_however_it_comes_back(pending) -> None:
    url = sent_back(pending)
    query = url.partition("?")[2]
    plain = f"?{query}&iss=https://id.test"  # slashes need not be encoded in a query
    pasted = (url, f"  {url[:30]}\n{url[30:]} ", f"{url}#_=_", f"?{query}", plain, query)
    for answer in (*pasted, "c/1", "c%2F1", " c/1\n"):
        assert consent.code_of(pending, answer, ENDPOINTS) == "c/1"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("", "our_code"),
        ("?", "our_state"),
        ("?code=c", "our_state"),
        ("?code=c&state=other", "our_state"),
        ("?error=access_denied&state=other", "our_state"),
        ("https://evil.test/accounts/callback/?code=c", "our_host"),
        ("https://evil.test/accounts/callback/", "our_host"),
        ("https://mail.shop.test/accounts/callback/", "our_code"),
        ("http://mail.shop.test/accounts/callback/?code=c", "our_host"),
        ("https://mail.shop.test/other/?code=c", "our_host"),
        ("kod\u00e9", "our_code"),
    ],
)
def test_what_is_not_this_attempts_is_refused(pending, answer: str, error: str) -> None:
    with pytest.raises(OAuthError) as caught:
        consent.code_of(pending, answer, ENDPOINTS)
    assert caught.value.error == error
    assert pending.state not in str(caught.value)


def test_an_answer_of_another_issuer_is_refused(pending) -> None:
    assert consent.code_of(pending, sent_back(pending, iss="https://id.test"), ENDPOINTS) == "c/1"
    with pytest.raises(OAuthError, match="another issuer"):
        consent.code_of(pending, sent_back(pending, iss="https://evil.test"), ENDPOINTS)


def test_an_answer_without_the_announced_issuer_is_refused(pending) -> None:
    announced = Endpoints("https://id.test/authorize", issuer="https://id.test", names_issuer=True)
    with pytest.raises(OAuthError, match="another issuer"):
        consent.code_of(pending, sent_back(pending), announced)


def test_a_refusal_is_told_in_its_words(pending) -> None:
    refused = sent_back(pending, error="access_denied", error_description="AADSTS65004: no")
    with pytest.raises(OAuthError, match="declined to give consent") as caught:
        consent.code_of(pending, refused, ENDPOINTS)
    assert caught.value.needs_sign_in
    assert "id.test/error?code=65004" in caught.value.why.remedy


def test_what_is_secret_shows_in_no_representation(pending) -> None:
    secrets = (pending.state, pending.nonce, pending.code_verifier)
    assert not [one for one in secrets if one in repr(pending)]
