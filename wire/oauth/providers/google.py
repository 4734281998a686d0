"""Google with a person's consent (Google Identity, "Using OAuth 2.0 for Web Server Applications")."""

from wire.discovery.values import Server
from wire.endpoints import Encryption, Protocol
from wire.oauth.providers.provider import About
from wire.oauth.providers.standard import Standard
from wire.oauth.values import Application, Endpoints, Grant

MAIL = "https://mail.google.com/"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address
SERVERS = {
    Protocol.IMAP: Server(Protocol.IMAP, "imap.gmail.com", 993, Encryption.TLS),
    Protocol.POP3: Server(Protocol.POP3, "pop.gmail.com", 995, Encryption.TLS),
    Protocol.SMTP: Server(Protocol.SMTP, "smtp.gmail.com", 587, Encryption.STARTTLS),
}


class Google(Standard):
    about = About(
        "google",
        "Google (Gmail and Google Workspace)",
        (Grant.CONSENT,),
        ("client_id", "secret"),
        ("client_id", "secret"),
        "Google takes https only, and no bare IP addresses; http://localhost is allowed.",
    )
    mail_servers = SERVERS
    # Without both of "more" Google gives no refresh token to a person who has agreed before.
    usual = Endpoints(
        "https://accounts.google.com/o/oauth2/v2/auth",
        TOKEN_URL,
        "https://accounts.google.com",
        ("openid", "email", MAIL),
        "https://oauth2.googleapis.com/revoke",
        {"access_type": "offline", "prompt": "consent"},
    )

    def registration(self, application: Application, redirect_uri: str) -> tuple[str, ...]:
        return (
            "Open the Google Cloud console with an account of your organisation and choose or "
            "make a project.",
            "Under “Google Auth Platform” set up the consent screen: choose Internal where all "
            "mailboxes are in your own Google Workspace. With External, publish it: in status "
            "Testing every sign-in ends after seven days.",
            f"Under Data access add the scope {MAIL} .",
            "Under Clients make a client of the type Web application.",
            f"Add this under Authorized redirect URIs: {redirect_uri}",
            "Copy the client ID and the client secret here.",
            "Where mailboxes refuse it: have the administrator trust the application in the admin "
            "console (Security, API controls), and switch IMAP or POP on for the users.",
        )
