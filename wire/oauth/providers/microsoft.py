"""Microsoft 365 through its own library, MSAL, which keeps nothing here: every call is a new one.

MSAL sees no token of the database but the refresh token of the moment, and caches only in memory.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests
from msal import ConfidentialClientApplication, TokenCache

from wire.discovery.values import Server
from wire.endpoints import Protocol
from wire.oauth import consent
from wire.oauth.granted import Expected, check_consent, token_set
from wire.oauth.known import Own
from wire.oauth.providers.clouds import Cloud
from wire.oauth.providers.microsoft_steps import steps
from wire.oauth.providers.provider import About
from wire.oauth.refusals import Refusal, error_for, judge
from wire.oauth.values import Application, Endpoints, Grant, Pending, TokenSet
from wire.web import Session

# Of a mailbox in Exchange Online; MSAL adds openid, profile and offline_access by itself.
_PERMISSIONS = ("IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send")
_RESERVED = {"openid", "profile", "offline_access"}
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_DIRECTORY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


@dataclass(frozen=True)
class Microsoft:
    """One for each cloud."""

    cloud: Cloud

    @property
    def about(self) -> About:
        return About(
            self.cloud.name,
            self.cloud.label,
            (Grant.CONSENT, Grant.APPLICATION),
            ("tenant", "client_id", "secret", "certificate"),
            ("tenant", "client_id"),
            "Register it as type Web. Microsoft takes https only; http://localhost is allowed.",
            shared_mailbox=True,
        )

    def servers(self, application: Application) -> Mapping[Protocol, Server]:
        return self.cloud.servers()

    def scopes(self, application: Application) -> tuple[str, ...]:
        if application.overrides.scopes:
            return application.overrides.scopes
        if application.grant is Grant.APPLICATION:
            return (f"{self.cloud.own_resource}/.default",)
        return tuple(f"{self.cloud.resource}/{one}" for one in _PERMISSIONS)

    def endpoints(self, application: Application) -> Endpoints:
        """All tenants of all clouds are laid out alike, so nobody is asked."""
        authority = self._authority(application)
        place = f"{authority}/oauth2/v2.0"
        return Endpoints(f"{place}/authorize", f"{place}/token", scopes=self.scopes(application))

    def registration(self, application: Application, redirect_uri: str) -> tuple[str, ...]:
        return steps(application.grant, self.cloud, redirect_uri=redirect_uri)

    def begin(
        self, application: Application, redirect_uri: str, *, login_hint: str = ""
    ) -> Pending:
        with _Library(self, application) as library:
            flow = library.call(
                "initiate_auth_code_flow",
                library.scopes,
                redirect_uri=redirect_uri,
                login_hint=login_hint or None,
                response_mode="form_post",
            )
        # MSAL warns of all but a form. Yet a browser sends no session cookie with a form that comes
        # from another site, and does with a link.
        url = flow["auth_uri"].replace("response_mode=form_post", "response_mode=query")
        scope = " ".join(flow["scope"])
        values = (flow[name] for name in ("state", "nonce", "code_verifier"))
        return Pending(url, redirect_uri, scope, *values)

    def finish(self, application: Application, pending: Pending, answer: str) -> TokenSet:
        code = consent.code_of(pending, answer, self.endpoints(application))
        flow = {
            "state": pending.state,
            "nonce": pending.nonce,
            "code_verifier": pending.code_verifier,
            "redirect_uri": pending.redirect_uri,
            "scope": pending.scope.split(),
        }
        with _Library(self, application) as library:
            back = {"code": code, "state": pending.state}
            tokens = library.tokens("acquire_token_by_auth_code_flow", flow, back)
        # MSAL sends the digest of the nonce (OpenID Connect Core 15.5.2).
        nonce = hashlib.sha256(pending.nonce.encode()).hexdigest()
        scopes = tuple(pending.scope.split())
        expected = Expected(application.client.client_id, nonce, scopes)
        check_consent(tokens, expected, now=datetime.now(UTC))
        return _of_tenant(tokens, application.tenant)

    def refresh(self, application: Application, refresh_token: str) -> TokenSet:
        with _Library(self, application) as library:
            return library.tokens(
                "acquire_token_by_refresh_token",
                refresh_token,
                library.scopes,
                old_refresh_token=refresh_token,
            )

    def client_credentials(self, application: Application, mailbox: str = "") -> TokenSet:
        scopes = [f"{self.cloud.own_resource}/.default"]
        if application.grant is Grant.APPLICATION:
            scopes = list(self.scopes(application))
        with _Library(self, application) as library:
            return library.tokens("acquire_token_for_client", scopes)

    def verify(self, application: Application) -> None:
        """A token for the application itself is given without any permission, and opens nothing."""
        self.client_credentials(application)

    def _authority(self, application: Application) -> str:
        tenant = application.tenant.strip()
        if not _TENANT.fullmatch(tenant):
            raise error_for(Refusal("invalid_request", "AADSTS90002", self.cloud.authority))
        return f"{application.overrides.issuer.rstrip('/') or self.cloud.authority}/{tenant}"


class _Library:
    """MSAL for one application and one call."""

    def __init__(self, provider: Microsoft, application: Application) -> None:
        self._endpoints = provider.endpoints(application)
        self._session = _KnownTenant(application, self._endpoints)
        self.scopes = [one for one in self._endpoints.scopes if one not in _RESERVED]
        client = application.client
        proof: Any = client.secret
        if client.private_key:
            proof = {"private_key": client.private_key, "public_certificate": client.certificate}
        self._client = _translated(
            ConfidentialClientApplication,
            client.client_id,
            client_credential=proof or None,
            authority=self._endpoints.token_url.removesuffix("/oauth2/v2.0/token"),
            # Else a host that MSAL does not know would be asked about at Microsoft's.
            instance_discovery=False,
            http_client=self._session,
            token_cache=_Nothing(),
        )

    def __enter__(self) -> "_Library":
        return self

    def __exit__(self, *error: object) -> None:
        self._session.close()

    def call(self, name: str, *values: Any, **named: Any) -> Any:
        return _translated(getattr(self._client, name), *values, **named)

    def tokens(self, name: str, *values: Any, old_refresh_token: str = "") -> TokenSet:
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
        self._endpoints = endpoints

    def get(self, url: str | bytes, **how: Any) -> requests.Response:
        document = {
            "issuer": self._endpoints.token_url.replace("/oauth2/v2.0/token", "/v2.0"),
            "authorization_endpoint": self._endpoints.authorization_url,
            "token_endpoint": self._endpoints.token_url,
        }
        response = requests.Response()
        response.status_code = 200
        response._content = json.dumps(document).encode()
        return response


def _of_tenant(tokens: TokenSet, tenant: str) -> TokenSet:
    """MSAL checks no claim but the nonce. A tenant by name is not compared: its number is unknown."""
    directory = str(tokens.claims.get("tid", tenant))
    if _DIRECTORY.fullmatch(tenant) and directory.lower() != tenant.lower():
        raise error_for(Refusal(Own.PERSON))
    return tokens
