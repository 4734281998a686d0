"""Any provider of OAuth 2.0: its endpoints are typed, or discovered from its issuer's URL."""

from wire.oauth.discovery import discover
from wire.oauth.providers.provider import About
from wire.oauth.providers.standard import Standard, overridden
from wire.oauth.values import Application, Endpoints, Grant

USUAL_SCOPES = ("openid", "email", "profile", "offline_access")


class Generic(Standard):
    about = About(
        "generic",
        "Another OAuth 2.0 provider",
        (Grant.CONSENT, Grant.APPLICATION),
        (
            *("issuer", "authorization_url", "token_url", "scopes"),
            *("client_id", "secret", "certificate"),
        ),
        ("client_id",),
        "Providers compare the redirect URL letter by letter.",
        shared_mailbox=True,
    )

    def scopes(self, application: Application) -> tuple[str, ...]:
        usual = USUAL_SCOPES if application.grant is Grant.CONSENT else ()
        return application.overrides.scopes or usual

    def endpoints(self, application: Application) -> Endpoints:
        """What is typed goes before what is discovered."""
        typed = application.overrides
        complete = typed.token_url and (
            typed.authorization_url or application.grant is Grant.APPLICATION
        )
        found = Endpoints()
        if typed.issuer and not complete:
            found = discover(typed.issuer, application.web)
        endpoints = overridden(found, typed)
        # As the provider spells it: a typed slash at the end must not fail the comparison later.
        issuer = found.issuer or endpoints.issuer
        return overridden(endpoints, Endpoints(issuer=issuer, scopes=self.scopes(application)))

    def verify(self, application: Application) -> None:
        if application.grant is Grant.APPLICATION:
            self.client_credentials(application)
        else:
            super().verify(application)

    def registration(self, application: Application, redirect_uri: str) -> tuple[str, ...]:
        last = (
            "Copy the client ID and the client secret here.",
            "Type the issuer's URL; or, where there is none, the authorization URL and the token "
            "URL from the provider's documentation.",
            f"Allow the scopes {' '.join(self.scopes(application)) or 'that mail needs'}; the "
            "provider's documentation says which one opens mailboxes by IMAP, POP3 and SMTP.",
        )
        if application.grant is Grant.APPLICATION:
            return (
                "Register a confidential client (a service, a machine) that may use the grant "
                "“client credentials”.",
                *last,
                "Have the provider let this client sign in to the mailboxes of the aliases.",
            )
        return (
            "Register a confidential client (a web application) that may use the grants "
            "“authorization code” with PKCE and “refresh token”.",
            f"Give it this redirect URL: {redirect_uri}",
            *last,
        )
