"""Who has signed in, and as whom a mail server is told to log in: pure."""

from collections.abc import Mapping
from typing import Any

from wire.endpoints import Protocol
from wire.oauth.values import Grant, Identity, TokenSet

# Most trustworthy first: an address that the provider has verified, then the name for signing in.
_ADDRESSES = ("email", "preferred_username", "upn", "unique_name")


def identity(tokens: TokenSet) -> Identity:
    """Who the ID token says has signed in; empty where there is none."""
    claims = tokens.claims
    found = (str(claims.get(name) or "") for name in _ADDRESSES if _trusted(name, claims))
    address = next((one for one in found if "@" in one), "")
    subject = str(claims.get("oid") or claims.get("sub") or "")
    return Identity(address.lower(), subject, str(claims.get("tid") or ""))


def _trusted(name: str, claims: Mapping[str, Any]) -> bool:
    return name != "email" or claims.get("email_verified", True) not in (False, "false")


def sasl_user(mailbox: str, protocol: Protocol, *, grant: Grant, signed_in: str = "") -> str:
    """The user name that goes with a token for ``mailbox``.

    A shared mailbox is read under its own name and sent from under the name of the person who has
    consented (``signed_in``): Exchange checks "Send As" of that person. MAIL FROM stays the mailbox.
    """
    delegate = signed_in and signed_in.lower() != mailbox.lower()
    if grant is Grant.CONSENT and delegate and protocol is Protocol.SMTP:
        return signed_in
    return mailbox
