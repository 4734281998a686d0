"""A person signs an email account in: sent to the provider, back with a code, checked, stored.

What must be the same at both ends stays here in the database, under the digest of the state.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db.models import F

from accounts import registration, renewing
from accounts.addresses import host_of, same_host
from accounts.email_accounts import EmailAccount
from accounts.errors import SignInRefused
from accounts.grants import Grant
from accounts.identity import require_right_mailbox
from accounts.sign_ins import LASTS, SignIn
from departments.trials import require_production
from departments.vault import SecretUnreadable
from wire.oauth.identity import identity
from wire.oauth.values import Identity, Pending, TokenSet

# Old attempts are of no use to anybody.
KEPT = timedelta(days=1)
AGAIN = "Begin the sign-in again."
UNKNOWN = "This sign-in was not begun here by you, or not in this session."
OVER = "This sign-in was used already, or took longer than ten minutes."
ELSEWHERE = (
    "The provider sent the browser back to {found}, but this sign-in was begun for {wanted}: open "
    "the console by {wanted} and begin again."
)
NO_REFRESH = (
    "The provider gave no refresh token: the sign-in would end within the hour. Check that the "
    "scopes of the application ask for lasting access (offline_access)."
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the browser: only they can end what they have begun."""

    user: Any
    session_key: str


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def begin(account: EmailAccount, visitor: Visitor, redirect_uri: str, *, now: datetime) -> SignIn:
    """Notes a sign-in; the browser goes to its ``authorization_url``.

    Raises WireError where the provider's addresses must be asked for and it does not answer.
    """
    require_production()
    row = account.application
    pending = registration.provider_of(row).begin(
        registration.application_of(row), redirect_uri, login_hint=account.address
    )
    SignIn.objects.filter(begun_at__lt=now - KEPT).delete()
    return SignIn.objects.create(
        state=digest(pending.state),
        account=account,
        user=visitor.user,
        session=digest(visitor.session_key),
        redirect_uri=redirect_uri,
        pending=json.dumps(asdict(pending)),
        begun_at=now,
    )


def authorization_url(sign_in: SignIn) -> str:
    """Where the browser goes; for the one page that sends it there."""
    return _pending(sign_in).authorization_url


def state_of(answer: str) -> str:
    """The state in the address that the browser came back to; '' in a code alone."""
    return parse_qs(urlsplit(answer).query).get("state", [""])[0]


def of_state(answer: str, visitor: Visitor) -> SignIn:
    """The sign-in that ``answer`` belongs to. Raises SignInRefused."""
    state = state_of(answer)
    found = SignIn.objects.filter(state=digest(state)).select_related(*WITH) if state else None
    return _of_visitor(found.first() if found else None, visitor)


def latest(account: EmailAccount, visitor: Visitor) -> SignIn:
    """What the visitor has begun last, for a code that is pasted alone. Raises SignInRefused."""
    mine = SignIn.objects.filter(account=account, user=visitor.user).select_related(*WITH)
    return _of_visitor(mine.order_by("-begun_at", "-pk").first(), visitor)


WITH = ("account__application__partition", "account__department__partition")


def _of_visitor(sign_in: SignIn | None, visitor: Visitor) -> SignIn:
    if sign_in is None:
        raise SignInRefused(UNKNOWN, AGAIN)
    same_person = sign_in.user_id == visitor.user.pk
    if not same_person or sign_in.session != digest(visitor.session_key):
        raise SignInRefused(UNKNOWN, AGAIN)
    return sign_in


def require_host(sign_in: SignIn, host: str) -> None:
    """Raises SignInRefused where the browser came back to another host than it was sent from."""
    wanted = host_of(sign_in.redirect_uri)
    if not same_host(host, wanted):
        raise SignInRefused(ELSEWHERE.format(found=host, wanted=wanted), "")


def finish(sign_in: SignIn, answer: str, *, now: datetime) -> Identity:
    """Turns the provider's answer into a grant. Raises WireError, and leaves the old grant then."""
    _use_up(sign_in, now)
    account = sign_in.account
    row = account.application
    provider = registration.provider_of(row)
    tokens = provider.finish(registration.application_of(row), _pending(sign_in), answer)
    if not tokens.refresh_token:
        raise SignInRefused(NO_REFRESH, AGAIN)
    who = identity(tokens)
    require_right_mailbox(account, who, tokens.access_token)
    _store(account, tokens, who, now)
    _tell_history(account, who)
    return who


def _use_up(sign_in: SignIn, now: datetime) -> None:
    """One conditional update: of two that come with the same answer one is refused."""
    unused = SignIn.objects.filter(pk=sign_in.pk, used_at=None, begun_at__gt=now - LASTS)
    if not unused.update(used_at=now):
        raise SignInRefused(OVER, AGAIN)


def _pending(sign_in: SignIn) -> Pending:
    try:
        return Pending(**json.loads(sign_in.pending.reveal()))
    except SecretUnreadable as error:
        raise SignInRefused("What was kept of this sign-in cannot be read.", AGAIN) from error


def _store(account: EmailAccount, tokens: TokenSet, who: Identity, now: datetime) -> None:
    """A renewal that is under way loses its claim: its token belongs to the old sign-in."""
    Grant.objects.filter(pk=account.pk).update(
        **renewing.granted(tokens, now)
        | {
            "since": now,
            "identity": who.address,
            "subject": who.subject,
            "fence": F("fence") + 1,
        }
    )


def _tell_history(account: EmailAccount, who: Identity) -> None:
    whom = f" as {who.address}" if who.address else ""
    account._change_reason = f"Signed in at the provider{whom}."  # type: ignore[attr-defined]
    account.save(update_fields=["address"])
