"""Whether the one who signed in is the one who was meant, or may open that mailbox (P26)."""

from accounts import registration
from accounts.email_accounts import EmailAccount
from accounts.errors import SignInRefused
from wire import imap, pop3
from wire.endpoints import Credentials, Protocol
from wire.errors import Cause, WireError
from wire.oauth.values import Identity
from wire.trace import Trace

WRONG = (
    "{signed_in} has signed in, but this account is for {meant}, and the server did not let "
    "{signed_in} into that mailbox: {why}"
)
RIGHT_ONE = "Sign in as {meant}, or have {signed_in} be given full access to that mailbox."


def same(signed_in: str, meant: str) -> bool:
    return signed_in.strip().lower() == meant.strip().lower()


def require_right_mailbox(account: EmailAccount, who: Identity, token: str) -> None:
    """Signs in to the mailbox where the provider names another address than the account's.

    Providers name people by their sign-in name, which need not be their address. Raises
    SignInRefused. A provider that names nobody is believed: each login will show it.
    """
    if not who.address or same(who.address, account.address):
        return
    try:
        _open(account, token)
    except WireError as error:
        raise refusal(account, who, error) from error


def refusal(account: EmailAccount, who: Identity, error: WireError) -> SignInRefused:
    names = {"signed_in": who.address, "meant": account.address}
    if error.cause in {Cause.PASSING, Cause.REFUSED}:
        remedy = "Begin again when the mail server answers."
    else:
        remedy = RIGHT_ONE.format(**names)
    return SignInRefused(WRONG.format(**names, why=error.why.likely), remedy)


def _open(account: EmailAccount, token: str) -> None:
    protocol = Protocol(account.server_type)
    endpoint = registration.endpoint_of(account, protocol)
    credentials = Credentials(account.address, token, token=True)
    opener = imap.open_inbox if protocol is Protocol.IMAP else pop3.open_inbox
    opener(endpoint, credentials, trace=Trace(endpoint)).abandon()
