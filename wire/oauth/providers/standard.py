"""What providers that follow the standards have in common; each adds its own data."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from wire.discovery.values import Server
from wire.endpoints import Protocol
from wire.oauth import consent
from wire.oauth.errors import OAuthError
from wire.oauth.granted import Expected, check_consent
from wire.oauth.grants import TokenEndpoint
from wire.oauth.providers.provider import About
from wire.oauth.values import Application, Endpoints, Pending, TokenSet

# Of no meaning to anybody: a provider that knows the application says that the grant is not valid.
NO_GRANT = "mailcenter-asks-whether-the-application-is-known"


class Standard:
    """See wire.oauth.providers.provider.Provider; a subclass says what is its own."""

    about: About
    mail_servers: Mapping[Protocol, Server] = {}
    usual = Endpoints()

    def servers(self, application: Application) -> Mapping[Protocol, Server]:
        return self.mail_servers

    def scopes(self, application: Application) -> tuple[str, ...]:
        return application.overrides.scopes or self.usual.scopes

    def endpoints(self, application: Application) -> Endpoints:
        return overridden(self.usual, application.overrides)

    def begin(
        self, application: Application, redirect_uri: str, *, login_hint: str = ""
    ) -> Pending:
        endpoints = self.endpoints(application)
        return consent.begin(application.client, endpoints, redirect_uri, login_hint=login_hint)

    def finish(self, application: Application, pending: Pending, answer: str) -> TokenSet:
        endpoints = self.endpoints(application)
        code = consent.code_of(pending, answer, endpoints)
        tokens = self._asking(application, endpoints).exchange(pending, code)
        scopes = tuple(pending.scope.split())
        expected = Expected(application.client.client_id, pending.nonce, scopes, endpoints.issuer)
        return check_consent(tokens, expected, now=datetime.now(UTC))

    def refresh(self, application: Application, refresh_token: str) -> TokenSet:
        return self._asking(application, self.endpoints(application)).refresh(refresh_token)

    def client_credentials(self, application: Application, mailbox: str = "") -> TokenSet:
        return self._asking(application, self.endpoints(application)).client_credentials()

    def verify(self, application: Application) -> None:
        try:
            self.refresh(application, NO_GRANT)
        except OAuthError as error:
            if not error.needs_sign_in:
                raise

    def _asking(self, application: Application, endpoints: Endpoints) -> TokenEndpoint:
        return TokenEndpoint(application.client, endpoints, application.web)


def overridden(usual: Endpoints, own: Endpoints) -> Endpoints:
    """``usual`` with all that is not empty in ``own``."""
    filled = {name: getattr(own, name) for name in Endpoints.__slots__ if getattr(own, name)}
    return replace(usual, **filled)
