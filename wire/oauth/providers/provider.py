"""What every provider can do, and what it tells people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol as Interface

from wire.discovery.values import Server
from wire.endpoints import Protocol
from wire.oauth.values import Application, Endpoints, Grant, Pending, TokenSet


@dataclass(frozen=True, slots=True)
class About:
    """A provider for people and forms.

    ``fields`` names what its form shows beside the client: tenant, client_id, secret, certificate,
    key_file, issuer, authorization_url, token_url, scopes; ``required`` those that must be filled.
    ``redirect_remark`` is about the redirect URL. ``shared_mailbox`` tells whether one person's
    token opens mailboxes of others.
    """

    name: str
    label: str
    grants: tuple[Grant, ...]
    fields: tuple[str, ...]
    required: tuple[str, ...]
    redirect_remark: str = ""
    shared_mailbox: bool = False


class Provider(Interface):
    """Each kind of provider has one; wire.oauth.providers.catalogue.of(application) finds it.

    All that speaks to the network raises WireError for the way there and OAuthError for what the
    provider answers.
    """

    @property
    def about(self) -> About:
        """What people and forms need to know."""

    def servers(self, application: Application) -> Mapping[Protocol, Server]:
        """Its fixed mail servers; empty where they have to be typed."""

    def scopes(self, application: Application) -> tuple[str, ...]:
        """The scopes that are asked for. Asks nobody."""

    def registration(self, application: Application, redirect_uri: str) -> tuple[str, ...]:
        """The steps to register the application there, a sentence or two each."""

    def endpoints(self, application: Application) -> Endpoints:
        """Where it is asked. Over the network where it has to be discovered."""

    def begin(
        self, application: Application, redirect_uri: str, *, login_hint: str = ""
    ) -> Pending:
        """Starts a person's consent: the person goes to ``authorization_url`` of the result.

        ``login_hint`` is the address that the person should sign in with.
        """

    def finish(self, application: Application, pending: Pending, answer: str) -> TokenSet:
        """Ends a consent. ``answer`` is the URL to which the browser was sent back, its query
        beginning with "?", or the code alone as a person has copied it.

        Raises OAuthError also for another state, another host, a refusal, or missing rights.
        """

    def refresh(self, application: Application, refresh_token: str) -> TokenSet:
        """A new access token. Store ``refresh_token`` of the result before using it (RFC 6749
        section 6)."""

    def client_credentials(self, application: Application, mailbox: str = "") -> TokenSet:
        """A token for the application itself. ``mailbox`` is needed by service accounts of Google,
        whose tokens are for one mailbox each."""

    def verify(self, application: Application) -> None:
        """Asks whether the provider believes the application, signing in nobody.

        Raises OAuthError where it does not.
        """
