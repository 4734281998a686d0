"""What an issuer publishes about itself, and what of it is believed."""

from dataclasses import replace

import pytest

from tests.wire.oauth.applications import REDIRECT, application
from wire.errors import WireError
from wire.oauth.discovery import discover, read
from wire.oauth.errors import OAuthError
from wire.oauth.providers.catalogue import of
from wire.oauth.values import Endpoints
from wire.web import Web

GOOD = {
    "issuer": "https://id.test",
    "authorization_endpoint": "https://id.test/a",
    "token_endpoint": "https://id.test/t",
}


@pytest.fixture
def here(issuer) -> Web:
    return Web(issuer.ca)


def test_an_issuer_tells_its_endpoints(issuer, here) -> None:
    found = discover(issuer.url, here)
    assert found.token_url == issuer.token_url
    assert found.authorization_url == issuer.authorization_url
    assert found.issuer == issuer.url
    assert (found.names_issuer, found.secret_in_header) == (True, True)


@pytest.mark.parametrize("end", ["/", "/.well-known/openid-configuration", " "])
def test_the_url_may_be_typed_as_it_is_found(issuer, here, end: str) -> None:
    assert discover(issuer.url + end, here).issuer == issuer.url


def test_a_document_of_another_issuer_is_not_believed(issuer, here, monkeypatch) -> None:
    document = issuer.document() | {"issuer": "https://evil.test"}
    monkeypatch.setattr(issuer, "document", lambda: document)
    with pytest.raises(OAuthError, match="not the configuration of this issuer") as caught:
        discover(issuer.url, here)
    assert caught.value.why.field == "issuer"


def test_an_issuer_without_a_document_is_told(issuer, here) -> None:
    with pytest.raises(WireError, match="nothing at this address"):
        discover(f"{issuer.authority}/other", here)


@pytest.mark.parametrize("url", ["http://id.test/t", "file:///etc/passwd", 5, None])
def test_only_https_is_believed(url) -> None:
    assert read(GOOD).token_url == "https://id.test/t"
    assert read(GOOD | {"token_endpoint": url}).token_url == ""


def test_a_secret_travels_as_the_issuer_wants_it() -> None:
    methods = "token_endpoint_auth_methods_supported"
    assert read(GOOD).secret_in_header  # OpenID Connect Discovery section 3: the default
    assert read(GOOD | {methods: ["private_key_jwt", "client_secret_basic"]}).secret_in_header
    assert not read(
        GOOD | {methods: ["client_secret_basic", "client_secret_post"]}
    ).secret_in_header


def test_typed_urls_need_no_discovery_and_go_before_it(issuer) -> None:
    typed = Endpoints(issuer.authorization_url, "https://typed.test/token", scopes=("mail",))
    app = application(issuer, "generic", overrides=typed)
    assert of(app).endpoints(app) == typed
    both = replace(typed, authorization_url="", issuer=issuer.url)
    found = of(app).endpoints(replace(app, overrides=both))
    assert found.token_url == "https://typed.test/token"
    assert found.authorization_url == issuer.authorization_url


def test_a_typed_slash_at_the_end_does_not_fail_the_sign_in(issuer) -> None:
    slashed = Endpoints(issuer=f"{issuer.url}/", scopes=("openid", "mail"))
    app = application(issuer, "generic", overrides=slashed)
    pending = of(app).begin(app, REDIRECT)
    back = issuer.consent(pending.authorization_url, "anna@lab.test")
    assert of(app).finish(app, pending, back).access_token
