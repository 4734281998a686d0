"""A Google service account that acts for mailboxes of its domain (RFC 7523, domain-wide delegation).

Its key file names the address of a token endpoint: that is not believed, see endpoints().
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from google.auth.exceptions import GoogleAuthError
from google.auth.transport import Request, Response
from google.oauth2.service_account import Credentials

from wire.discovery.values import Server
from wire.endpoints import Protocol
from wire.fetch import Answer, Outgoing, Web, fetch
from wire.oauth.errors import OAuthError
from wire.oauth.granted import token_set
from wire.oauth.known import Own
from wire.oauth.providers.google import MAIL, SERVERS, TOKEN_URL
from wire.oauth.providers.provider import About
from wire.oauth.providers.standard import overridden
from wire.oauth.refusals import Refusal, error_for, judge
from wire.oauth.values import Application, Endpoints, Grant, Pending, TokenSet

_KIND = "service_account"


class GoogleServiceAccount:
    about = About(
        "google-service-account",
        "Google service account (Google Workspace)",
        (Grant.APPLICATION,),
        ("key_file",),
        ("key_file",),
        "No redirect URL is needed: nobody signs in.",
        shared_mailbox=True,
    )

    def servers(self, application: Application) -> Mapping[Protocol, Server]:
        return SERVERS

    def scopes(self, application: Application) -> tuple[str, ...]:
        return application.overrides.scopes or (MAIL,)

    def endpoints(self, application: Application) -> Endpoints:
        """Google's own, whatever the key file says: it could send the signed assertion elsewhere."""
        usual = Endpoints(token_url=TOKEN_URL, scopes=self.scopes(application))
        return overridden(usual, Endpoints(token_url=application.overrides.token_url))

    def begin(
        self, application: Application, redirect_uri: str, *, login_hint: str = ""
    ) -> Pending:
        raise _no_person()

    def finish(self, application: Application, pending: Pending, answer: str) -> TokenSet:
        raise _no_person()

    def refresh(self, application: Application, refresh_token: str) -> TokenSet:
        raise _no_person()

    def client_credentials(self, application: Application, mailbox: str = "") -> TokenSet:
        """A token for one mailbox; for the service account itself where none is named."""
        credentials = self._credentials(application, mailbox)
        try:
            credentials.refresh(_Transport(application.web))  # type: ignore[no-untyped-call]
        except GoogleAuthError:
            # Without "from": the original may hold the whole answer.
            raise error_for(Refusal(Own.NOTHING)) from None
        expiry = (credentials.expiry or datetime.now(UTC)).replace(tzinfo=UTC)
        now = datetime.now(UTC)
        left = (expiry - now).total_seconds()
        return token_set({"access_token": credentials.token, "expires_in": left}, now=now)

    def verify(self, application: Application) -> None:
        self.client_credentials(application)

    def registration(self, application: Application, redirect_uri: str) -> tuple[str, ...]:
        number = client_number(application)
        return (
            "Open the Google Cloud console, choose or make a project, and switch on the Gmail API.",
            "Under IAM and administration, Service accounts, make a service account; it needs no "
            "role.",
            "Under its Keys add a key of type JSON, and load that file here.",
            "In the admin console of Google Workspace open Security, API controls, Domain-wide "
            "delegation, and add a client.",
            f"Its client ID is {number or 'the number that the service account shows'}, its scope "
            f"{' '.join(self.scopes(application))} .",
            "Wait: it may take up to 24 hours until Google acts on it.",
        )

    def _credentials(self, application: Application, mailbox: str) -> Credentials:
        info = _key_file(application.client.key_file)
        endpoints = self.endpoints(application)
        pinned = {"token_uri": endpoints.token_url, "universe_domain": "googleapis.com"}
        try:
            return Credentials.from_service_account_info(  # type: ignore[no-untyped-call, no-any-return]
                info | pinned, scopes=list(endpoints.scopes), subject=mailbox or None
            )
        except (GoogleAuthError, ValueError, TypeError, KeyError):
            raise error_for(Refusal(Own.KEY_FILE)) from None


class _Transport(Request):
    """The guarded web for Google's library, whose own transport logs the assertion at DEBUG."""

    def __init__(self, web: Web) -> None:
        self._web = web

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> Response:
        """Our limits of time hold, not the library's."""
        outgoing = Outgoing(method, url, headers or {}, body or b"")
        answer = fetch(self._web, outgoing)
        judge(outgoing, answer)
        return _Answered(answer)


class _Answered(Response):
    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    @property
    def status(self) -> int:
        return self._answer.status

    @property
    def headers(self) -> Mapping[str, str]:
        return self._answer.headers

    @property
    def data(self) -> bytes:
        return self._answer.content


def client_number(application: Application) -> str:
    """What the administrator of the domain is to allow: ``client_id``, see key_file_names.

    Reads no secret.
    """
    return application.client.client_id


def key_file_names(key_file: str) -> tuple[str, str]:
    """The service account's address and its numeric client ID, for the form that takes the file.

    Raises OAuthError where it is no key file.
    """
    info = _key_file(key_file)
    return str(info.get("client_email", "")), str(info.get("client_id", ""))


def _key_file(text: str) -> dict[str, Any]:
    try:
        info = json.loads(text)
    except (ValueError, RecursionError):
        info = None
    if not isinstance(info, dict) or info.get("type") != _KIND:
        raise error_for(Refusal(Own.KEY_FILE))
    return info


def _no_person() -> OAuthError:
    return error_for(Refusal("unsupported_grant_type", "A service account has no person to ask."))
