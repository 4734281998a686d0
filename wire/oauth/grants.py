"""The requests at the token endpoint of a provider that follows the standards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from wire.oauth.granted import token_set
from wire.oauth.proof import proof
from wire.oauth.refusals import judge
from wire.oauth.values import Client, Endpoints, Pending, TokenSet
from wire.web import Web, post_form


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Where tokens are asked for, and by whom. All calls raise WireError and OAuthError."""

    client: Client
    endpoints: Endpoints
    web: Web

    def exchange(self, pending: Pending, code: str) -> TokenSet:
        """A code for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""
        return self._ask(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": pending.redirect_uri,
                "code_verifier": pending.code_verifier,
            }
        )

    def refresh(self, refresh_token: str) -> TokenSet:
        """New tokens; where no refresh token comes, the old one stays (RFC 6749 section 6)."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._ask(form, refresh_token)

    def client_credentials(self) -> TokenSet:
        """A token for the application itself (RFC 6749 section 4.4)."""
        form = {"grant_type": "client_credentials"}
        if self.endpoints.scopes:
            form["scope"] = " ".join(self.endpoints.scopes)
        return self._ask(form)

    def _ask(self, form: Mapping[str, str], old: str = "") -> TokenSet:
        now = datetime.now(UTC)
        fields, headers = proof(self.client, self.endpoints, now=now)
        url = self.endpoints.token_url
        content = post_form(url, {**form, **fields}, self.web, headers=headers, judge=judge)
        return token_set(content, now=now, old_refresh_token=old)
