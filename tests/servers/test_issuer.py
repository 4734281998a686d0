"""The provider of the tests behaves as the standards say, so that tests against it mean something."""

import json
import ssl
import urllib.request
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest

from tests.mailcenter.test_browser import chromium  # noqa: F401  # a fixture
from tests.servers.grants import CLIENT_ID, CLIENT_SECRET, Refused
from tests.servers.ports import closed_port
from wire.oauth.consent import challenge

BACK = "https://mail.shop.test/back"
VERIFIER = "v" * 50


@pytest.fixture
def closed() -> str:
    return f"https://127.0.0.1:{closed_port()}/back"


def fetched(issuer, url: str, **form: str) -> bytes:
    context = ssl.create_default_context(cadata=issuer.ca)
    body = urlencode(form).encode() if form else None
    with urllib.request.urlopen(url, body, context=context) as answer:
        return answer.read()


def consented(issuer, **changes: str) -> dict[str, str]:
    asked = {
        "client_id": CLIENT_ID,
        "redirect_uri": BACK,
        "state": "s",
        "scope": "openid mail",
        "nonce": "n",
        "code_challenge": challenge(VERIFIER),
        "code_challenge_method": "S256",
    }
    url = f"{issuer.authorization_url}?{urlencode(asked | changes)}"
    return dict(parse_qsl(urlsplit(issuer.consent(url, "anna@lab.test")).query))


def exchanged(issuer, code: str, /, **changes: str) -> dict[str, object]:
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }
    return issuer.grants.answer(form | changes, issuer.token_url)


def test_its_tokens_are_signed_by_the_key_that_it_publishes(issuer) -> None:
    document = json.loads(fetched(issuer, f"{issuer.url}/.well-known/openid-configuration"))
    keys = json.loads(fetched(issuer, document["jwks_uri"]))["keys"]
    answer = exchanged(issuer, consented(issuer)["code"])
    key = jwt.PyJWK(keys[0]).key
    claims = jwt.decode(answer["id_token"], key, ["RS256"], audience=CLIENT_ID, issuer=issuer.url)
    assert (claims["email"], claims["nonce"]) == ("anna@lab.test", "n")


def test_it_shows_a_page_for_browsers(issuer) -> None:
    page = fetched(issuer, f"{issuer.authorization_url}?login_hint=anna%40lab.test").decode()
    assert 'value="anna@lab.test"' in page
    assert ">Accept<" in page


@pytest.mark.parametrize("changes", [{"client_id": "x"}, {"code_challenge_method": "plain"}])
def test_it_sends_nobody_back_without_client_and_pkce(issuer, changes) -> None:
    with pytest.raises(RuntimeError, match="no such client, or no PKCE"):
        consented(issuer, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "x"},
        {"code_verifier": "w" * 50},
        {"redirect_uri": "https://evil.test/"},
        {"client_secret": "x"},
        {"client_secret": ""},
        {"client_id": "x"},
    ],
)
def test_it_exchanges_no_code_for_others(issuer, changes) -> None:
    code = consented(issuer)["code"]
    with pytest.raises(Refused):
        exchanged(issuer, code, **changes)
    assert exchanged(issuer, code)["access_token"]
    with pytest.raises(Refused):
        exchanged(issuer, code)


def test_a_rotated_refresh_token_that_is_used_again_is_refused(issuer) -> None:
    exchanged(issuer, consented(issuer)["code"])
    form = {"grant_type": "refresh_token", "refresh_token": issuer.grants.used[0]}
    assert exchanged(issuer, "", **form)["refresh_token"] == issuer.grants.used[1]
    with pytest.raises(Refused):
        exchanged(issuer, "", **form)


def test_revocation_ends_all(issuer) -> None:
    exchanged(issuer, consented(issuer)["code"])
    fetched(issuer, str(issuer.document()["revocation_endpoint"]), token="any")
    form = {"grant_type": "refresh_token", "refresh_token": issuer.grants.used[0]}
    with pytest.raises(Refused):
        exchanged(issuer, "", **form)


def test_a_fault_is_over_with_the_test(issuing, issuer) -> None:
    issuer.fail = "down"
    with pytest.raises(HTTPError, match="503"):
        fetched(issuer, issuer.token_url, grant_type="refresh_token")
    issuing.reset()
    assert (issuer.fail, issuer.requests.total()) == ("", 0)


@pytest.mark.browser
def test_a_person_agrees_in_a_browser_by_keyboard(issuer, chromium, closed) -> None:  # noqa: F811
    asked = {"client_id": CLIENT_ID, "redirect_uri": closed, "login_hint": "anna@lab.test"}
    asked |= {"state": "s", "code_challenge": "c", "code_challenge_method": "S256"}
    page = chromium.new_context(ignore_https_errors=True).new_page()
    page.route(f"{closed}**", lambda route: route.fulfill(body="back again"))
    page.goto(f"{issuer.authorization_url}?{urlencode(asked)}")
    page.get_by_role("button", name="Accept").press("Enter")
    page.wait_for_url(f"{closed}?**")
    back = dict(parse_qsl(urlsplit(page.url).query))
    assert (back["state"], back["code"][:8]) == ("s", "s3ntinel")
