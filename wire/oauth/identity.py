"""Who has signed in, and as whom a mail server is told to log in: pure."""

from wire.endpoints import Protocol
from wire.oauth.values import Grant, Identity, TokenSet

# Names for signing in, and last an address that nobody may have verified.
_NAMES = ("preferred_username", "upn", "unique_name", "email")


def identity(tokens: TokenSet) -> Identity:
    """Who the ID token says has signed in; empty where there is none.

    An address that the provider has verified goes before the name for signing in; one of which it
    says that nobody has verified it does not count.
    """
    claims = tokens.claims
    verified = claims.get("email_verified")
    names: tuple[str, ...] = ("email", *_NAMES) if verified in (True, "true") else _NAMES
    if verified in (False, "false"):
        names = _NAMES[:-1]
    found = (str(claims.get(name) or "") for name in names)
    address = next((one for one in found if "@" in one), "")
    subject = str(claims.get("oid") or claims.get("sub") or "")
    return Identity(address.lower(), subject, str(claims.get("tid") or ""))


def sasl_user(mailbox: str, protocol: Protocol, *, grant: Grant, signed_in: str = "") -> str:
    """The user name that goes with a token for ``mailbox``.

    A shared mailbox is read under its own name and sent from under the name of the person who has
    consented (``signed_in``): Exchange checks "Send As" of that person. MAIL FROM stays the mailbox.
    """
    delegate = signed_in and signed_in.lower() != mailbox.lower()
    if grant is Grant.CONSENT and delegate and protocol is Protocol.SMTP:
        return signed_in
    return mailbox
