"""Applications of each provider, registered at the provider of the tests."""

from dataclasses import replace
from typing import Any

from tests.servers.grants import CERTIFICATE_PEM, KEY_PEM, key_file
from tests.servers.issuer import Issuer
from wire.oauth.values import Application, Client, Endpoints, Grant
from wire.web import Web

REDIRECT = "https://mail.shop.test/accounts/callback/"
WITH_CONSENT = ("microsoft", "google", "generic")


def application(issuer: Issuer, provider: str, **changes: Any) -> Application:
    """One that works; `changes` are fields of Application."""
    endpoints = {
        "microsoft": Endpoints(issuer=issuer.authority),
        "google": Endpoints(issuer.authorization_url, issuer.token_url, issuer.url),
        "google-service-account": Endpoints(token_url=issuer.token_url),
        "generic": Endpoints(issuer=issuer.url, scopes=("openid", "email", "mail")),
    }
    client = Client(issuer.client_id, issuer.secret)
    if provider == "google-service-account":
        client = Client("104242", key_file=key_file())
    usual = Application(
        provider, client, tenant=issuer.tenant, overrides=endpoints[provider], web=Web(issuer.ca)
    )
    return replace(usual, **changes)


def with_certificate(issuer: Issuer, provider: str) -> Application:
    client = Client(issuer.client_id, certificate=CERTIFICATE_PEM, private_key=KEY_PEM)
    return application(issuer, provider, client=client, grant=Grant.APPLICATION)
