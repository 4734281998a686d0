"""Microsoft 365 through its own library, with what that leaves to its users: tenants and claims."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from wire.discovery.values import Server
from wire.endpoints import Protocol
from wire.oauth import consent
from wire.oauth.granted import Expected, check_consent
from wire.oauth.known import Own
from wire.oauth.providers.clouds import Cloud
from wire.oauth.providers.microsoft_steps import steps
from wire.oauth.providers.msal_client import Library
from wire.oauth.providers.provider import About
from wire.oauth.refusals import Refusal, error_for
from wire.oauth.values import Application, Endpoints, Grant, Pending, TokenSet

# Of a mailbox in Exchange Online.
_PERMISSIONS = ("IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send")
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
        with Library(application, self.endpoints(application)) as library:
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
        with Library(application, self.endpoints(application)) as library:
            back = {"code": code, "state": pending.state}
            tokens = library.tokens("acquire_token_by_auth_code_flow", flow, back)
        # MSAL sends the digest of the nonce (OpenID Connect Core 15.5.2).
        nonce = hashlib.sha256(pending.nonce.encode()).hexdigest()
        scopes = tuple(pending.scope.split())
        expected = Expected(application.client.client_id, nonce, scopes)
        check_consent(tokens, expected, now=datetime.now(UTC))
        return _of_tenant(tokens, application.tenant)

    def refresh(self, application: Application, refresh_token: str) -> TokenSet:
        with Library(application, self.endpoints(application)) as library:
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
        with Library(application, self.endpoints(application)) as library:
            return library.tokens("acquire_token_for_client", scopes)

    def verify(self, application: Application) -> None:
        """A token for the application itself is given without any permission, and opens nothing."""
        self.client_credentials(application)

    def _authority(self, application: Application) -> str:
        tenant = application.tenant.strip()
        if not _TENANT.fullmatch(tenant):
            raise error_for(Refusal("invalid_request", "AADSTS90002", self.cloud.authority))
        authority = application.overrides.issuer.rstrip("/") or self.cloud.authority
        if not authority.startswith("https://"):
            raise error_for(Refusal(Own.DISCOVERY))
        return f"{authority}/{tenant}"


def _of_tenant(tokens: TokenSet, tenant: str) -> TokenSet:
    """MSAL checks no claim but the nonce. A tenant by name is not compared: its number is unknown."""
    directory = str(tokens.claims.get("tid", tenant))
    if _DIRECTORY.fullmatch(tenant) and directory.lower() != tenant.lower():
        raise error_for(Refusal(Own.PERSON))
    return tokens
