"""What it means that a mail server refuses an access token, by its own words and by the provider's
JSON from inside the exchange (RFC 7628 section 3.2.2, Google's "OAuth 2.0 Mechanism")."""

from wire.causes import Known
from wire.errors import Cause

REFUSED_TOKEN = "refused access token"  # noqa: S105  # a kind of symptom
_KINDS = frozenset({REFUSED_TOKEN})


def _row(likely: str, remedy: str, field: str, words: str = "") -> Known:
    return Known(Cause.CREDENTIALS, likely, remedy, field, kinds=_KINDS, words=words)


ROWS = (
    _row(
        "Exchange refuses the access token for this mailbox.",
        "Check the user name; the application's permission for this protocol, with admin consent; and "
        "Full Access to the mailbox. An application that signs in as itself must be known to "
        "Exchange by the Object ID of its Enterprise application (New-ServicePrincipal). Then "
        "authorise the account again.",
        "user",
        r"535 5\.7\.3\b|^(NO )?authenticate failed\.?($| )|^-ERR (authentication failure|logon failure)"
        r"|5\.7\.139",
    ),
    _row(
        "The server refuses the access token: it may have expired, or be for another mailbox.",
        "Check that the user name is the account that has consented. Authorise the account again and "
        "leave every box ticked; for a service account check the delegated scope.",
        "user",
        r'"status" ?: ?"(400|invalid_scope|insufficient_scope)"',
    ),
    _row(
        "The access token has expired or was revoked.",
        "Authorise the account again. Check that the token belongs to this user name and that the "
        "account may use this protocol.",
        "secret",
        r'"status" ?: ?"(401|invalid_token)"|expired|revoked',
    ),
    _row(
        "The server refuses the access token.",
        "Authorise the account again. Check that the token belongs to this user name and that the "
        "account may use this protocol.",
        "secret",
    ),
)
