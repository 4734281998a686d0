"""The endpoints that an issuer publishes (OpenID Connect Discovery 1.0 section 4, RFC 8414)."""

from typing import Any

from wire.oauth.known import Own
from wire.oauth.refusals import Refusal, error_for
from wire.oauth.values import Endpoints
from wire.web import Web, get_json

_PLACE = "/.well-known/openid-configuration"


def discover(issuer_url: str, web: Web) -> Endpoints:
    """Asks ``issuer_url`` for its endpoints; ``scopes`` of the result are empty.

    Raises WireError, and OAuthError where the document is not that issuer's.
    """
    issuer = issuer_url.strip().removesuffix(_PLACE)
    found = get_json(issuer.rstrip("/") + _PLACE, web)
    endpoints = read(found if isinstance(found, dict) else {})
    # RFC 8414 section 3.3; a slash at the end is the commonest slip of those who type it.
    if endpoints.issuer.rstrip("/") != issuer.rstrip("/") or not endpoints.token_url:
        raise error_for(Refusal(Own.DISCOVERY, url=issuer))
    return endpoints


def read(document: dict[str, Any]) -> Endpoints:
    """The endpoints of a document; what is missing or no https URL is left empty. Pure."""

    def url(name: str) -> str:
        value = document.get(name)
        return value if isinstance(value, str) and value.startswith("https://") else ""

    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    issuer = document.get("issuer")
    return Endpoints(
        url("authorization_endpoint"),
        url("token_endpoint"),
        issuer if isinstance(issuer, str) else "",
        revocation_url=url("revocation_endpoint"),
        names_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        secret_in_header="client_secret_post" not in methods,
    )
