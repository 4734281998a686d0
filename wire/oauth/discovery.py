"""The endpoints that an issuer publishes (OpenID Connect Discovery, RFC 8414)."""

from wire.oauth.values import Endpoints
from wire.web import Web


def discover(issuer_url: str, web: Web) -> Endpoints:
    """Asks ``issuer_url`` for its endpoints; ``scopes`` of the result are empty.

    Raises WireError, and OAuthError where the document is not that issuer's.
    """
    raise NotImplementedError
