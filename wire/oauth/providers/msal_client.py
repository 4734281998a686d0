"""MSAL, Microsoft's own library, which keeps nothing here: every call is a new one.

It sees no token of the database but the refresh token of the moment.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests
from msal import ConfidentialClientApplication, TokenCache

from wire.fetch import Answer
from wire.oauth.granted import token_set
from wire.oauth.known import Own
from wire.oauth.refusals import Refusal, error_for, judge
from wire.oauth.values import Application, Endpoints, TokenSet
from wire.web_session import Session, response_of

# MSAL adds them by itself, and complains about whoever does it for it.
_RESERVED = {"openid", "profile", "offline_access"}


class Library:
    """MSAL for one application and one call. ``scopes`` are those that it does not add itself."""

    def __init__(self, application: Application, endpoints: Endpoints) -> None:
        self._session = _KnownTenant(application, endpoints)
        self.scopes = [one for one in endpoints.scopes if one not in _RESERVED]
        client = application.client
        proof: Any = client.secret
        if client.private_key:
            proof = {"private_key": client.private_key, "public_certificate": client.certificate}
        self._client = _translated(
            ConfidentialClientApplication,
            client.client_id,
            client_credential=proof or None,
            authority=endpoints.token_url.removesuffix("/oauth2/v2.0/token"),
            # Else a host that MSAL does not know would be asked about at Microsoft's.
            instance_discovery=False,
            http_client=self._session,
            token_cache=_Nothing(),
        )

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *error: object) -> None:
        self._session.close()

    def call(self, name: str, *values: Any, **named: Any) -> Any:
        """One of its methods, by name."""
        return _translated(getattr(self._client, name), *values, **named)

    def tokens(self, name: str, *values: Any, old_refresh_token: str = "") -> TokenSet:
        """What one of its methods brings. Raises WireError and OAuthError."""
        now = datetime.now(UTC)
        content = self.call(name, *values)
        return token_set(content or {}, now=now, old_refresh_token=old_refresh_token)


def _translated(function: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """MSAL complains about unusable keys by ValueError, about a wrong nonce by RuntimeError.

    Both texts may hold what is secret, so neither is kept.
    """
    try:
        return function(*values, **named)
    except (ValueError, TypeError):
        raise error_for(Refusal(Own.CLIENT)) from None
    except RuntimeError:
        raise error_for(Refusal(Own.PERSON)) from None


class _Nothing(TokenCache):
    """Keeps no token. MSAL's own would also log the code and its verifier at DEBUG."""

    def add(self, event: Any, now: Any = None) -> None:
        pass


class _KnownTenant(Session):
    """Answers MSAL's question for the endpoints of the tenant, which it asks with every call."""

    def __init__(self, application: Application, endpoints: Endpoints) -> None:
        super().__init__(application.web, judge)
        self._document = {
            "issuer": endpoints.token_url.replace("/oauth2/v2.0/token", "/v2.0"),
            "authorization_endpoint": endpoints.authorization_url,
            "token_endpoint": endpoints.token_url,
        }

    def get(self, url: str | bytes, **how: Any) -> requests.Response:
        request = requests.PreparedRequest()
        return response_of(request, Answer(200, {}, json.dumps(self._document).encode()))
