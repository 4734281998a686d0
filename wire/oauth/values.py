"""The values of OAuth 2.0 as frozen data; what is secret is in no representation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from wire.web import Web


class Grant(StrEnum):
    """How the right to a mailbox is given. The values are stored in the database."""

    CONSENT = "consent"  # a person signs in and agrees: authorization code with PKCE
    APPLICATION = "application"  # the application signs in as itself: no person, no refresh token


@dataclass(frozen=True, slots=True)
class Client:
    """What proves to a provider who asks: a secret, or a certificate with its private key, or (for
    a Google service account, whose ``client_id`` is not used) the text of its key file.

    ``certificate`` and ``private_key`` are PEM; the key is not encrypted.
    """

    client_id: str = ""
    secret: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    key_file: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider is asked, and for what.

    ``more`` are further parameters of the authorization URL. ``names_issuer`` says that every
    answer to the browser must name the issuer (RFC 9207); ``secret_in_header`` that the client
    secret travels as a password of HTTP (RFC 6749 section 2.3.1), else in the form.
    """

    authorization_url: str = ""
    token_url: str = ""
    issuer: str = ""
    scopes: tuple[str, ...] = ()
    revocation_url: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    names_issuer: bool = False
    secret_in_header: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """A registration at a provider.

    ``provider`` is a name of wire.oauth.providers.catalogue. Where a value of ``overrides`` is not
    empty it takes the place of the provider's own; ``overrides.issuer`` is for Microsoft the
    authority without the tenant, such as https://login.microsoftonline.com.
    """

    provider: str
    client: Client
    grant: Grant = Grant.CONSENT
    tenant: str = ""
    overrides: Endpoints = field(default_factory=Endpoints)
    web: Web = field(default_factory=Web)


@dataclass(frozen=True, slots=True)
class Pending:
    """A consent that was begun, until the browser is back.

    To be kept on the server under ``state``, for ten minutes and one use. All values are texts,
    so that ``dataclasses.asdict`` and ``Pending(**values)`` store and restore it.
    """

    authorization_url: str = field(repr=False)
    redirect_uri: str
    scope: str  # separated by spaces
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenSet:
    """What a provider has granted.

    ``refresh_token`` is the one to use from now on: the new one, or the old one where none came;
    empty where the grant has none. ``claims`` are those of the ID token, empty without one.
    """

    access_token: str = field(repr=False)
    expires_at: datetime
    refresh_token: str = field(default="", repr=False)
    scope: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who has signed in: ``address`` in lower case, and the provider's lasting name for the person.

    ``tenant`` is the directory of a Microsoft account. All are empty where the provider does not say.
    """

    address: str = ""
    subject: str = ""
    tenant: str = ""
