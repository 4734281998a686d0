"""Access tokens of email accounts: used while they last, renewed by exactly one worker (AC-10, P17).

The row is the lock: a claim that expires, with a fencing number. No transaction is open while the
provider is asked. A new refresh token is stored before anybody gets the access token.
"""

import time
from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from accounts import renewing
from accounts.errors import NeedsSignIn, Unavailable
from accounts.grants import Grant, State
from departments import guard
from departments.vault import SecretUnreadable
from wire.errors import WireError

log = structlog.get_logger(__name__)

# Whoever finds another worker renewing waits for it, in seconds; a renewal usually takes one.
PATIENCE = 15.0
LOOK_EVERY = 0.1
# A server that refuses a token is believed once in this time, then something else is wrong.
DISTRUSTED_EVERY = timedelta(minutes=5)
SIGN_IN = "Open the page of the email account and sign in there. Its mail waits until then."
WAITS = "Its mail waits until somebody has signed in on the page of the email account."
SHORT_LIVED = "The provider gave a token that has expired already: do the clocks agree?"


def access_token(account_id: int, now: datetime) -> str:
    """A token that works for half a minute at least, mostly for five.

    Raises NeedsSignIn or Unavailable, both WireErrors whose cause is passing: mail waits.
    """
    grant = _grant(account_id)
    if grant.fresh(now):
        return _revealed(grant)
    _require_production()
    claim = renewing.take(grant, now)
    if claim is None:
        return _of_another(account_id, now)
    try:
        renewing.renew(claim)
    except WireError as trouble:
        return _in_spite_of(trouble, account_id, now)
    return _usable(account_id)


def renewed(account_id: int, now: datetime) -> str:
    """As ``access_token``, but the provider is asked though the old token lasts: for tests.

    Raises what the provider says too; where another worker is asking, its token will do.
    """
    _require_production()
    claim = renewing.take(_grant(account_id), now, at_once=True)
    if claim is None:
        return _of_another(account_id, now)
    renewing.renew(claim)
    return _usable(account_id)


def distrust(account_id: int, token: str, now: datetime) -> bool:
    """A mail server has refused ``token``: the next ``access_token`` is a new one.

    False where asking again is no use: the token was just made, so that its rights are wrong.
    """
    grant = _grant(account_id)
    if _revealed(grant) != token:
        return True
    made = grant.last_refreshed_at
    if made is not None and made > now - DISTRUSTED_EVERY:
        return False
    same = Grant.objects.filter(pk=account_id, access_token=grant.access_token)
    same.update(expires_at=now)
    return True


def _require_production() -> None:
    if not guard.is_production():
        raise Unavailable("This is a copy of another installation: it asks no provider.")


def _grant(account_id: int) -> Grant:
    """Raises NoToken where the account may not be used as it stands."""
    grant = Grant.objects.select_related("account__application").get(pk=account_id)
    account = grant.account
    if not account.active:
        words = f"The email account “{account.name}” is inactive."
        raise Unavailable(words, "Set it to active on its page.")
    if grant.state == State.NEEDS_SIGN_IN:
        raise NeedsSignIn(grant.reason or "The sign-in has ended.", WAITS)
    if grant.state == State.NEW and account.application.by_consent:
        raise NeedsSignIn(f"Nobody has signed in to the email account “{account.name}”.", SIGN_IN)
    return grant


def _of_another(account_id: int, now: datetime) -> str:
    """The token while another worker renews it, or while the provider is left in peace."""
    grant = _grant(account_id)
    if grant.usable(now):
        return _revealed(grant)
    end = time.monotonic() + PATIENCE
    while grant.claimed_until is not None and time.monotonic() < end:
        time.sleep(LOOK_EVERY)
        grant = _grant(account_id)
        if grant.usable(timezone.now()):
            return _revealed(grant)
    if grant.claimed_until is None:
        raise Unavailable(grant.reason or "The token could not be renewed.")
    raise Unavailable("Another worker is still renewing the token. It is tried again by itself.")


def _in_spite_of(trouble: WireError, account_id: int, now: datetime) -> str:
    """The old token while it lasts, though it could not be renewed."""
    log.warning("A token could not be renewed.", account=account_id, cause=trouble.cause.value)
    grant = _grant(account_id)
    if grant.usable(now):
        return _revealed(grant)
    raise Unavailable(trouble.why.likely, trouble.why.remedy, trouble.why.answer) from trouble


def _usable(account_id: int) -> str:
    grant = _grant(account_id)
    if not grant.usable(timezone.now()):
        raise Unavailable(SHORT_LIVED)
    return _revealed(grant)


def _revealed(grant: Grant) -> str:
    try:
        return str(grant.access_token.reveal())
    except SecretUnreadable as error:
        likely = "The stored token cannot be read: its key is missing."
        remedy = "Bring back the key in MAILCENTER_CRYPT_KEYS, or sign in again."
        raise Unavailable(likely, remedy) from error
