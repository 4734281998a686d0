"""One renewal of a grant: claimed by one worker, asked without a transaction, settled once.

A worker that dies leaves its claim to expire; the next one counts it, so that nothing goes round
for ever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from accounts import registration
from accounts.email_accounts import EmailAccount
from accounts.grants import Grant, State
from departments.vault import Sealed, SecretUnreadable
from wire.errors import Cause, Explanation, WireError
from wire.oauth.errors import OAuthError
from wire.oauth.values import TokenSet

log = structlog.get_logger(__name__)

# Longer than the slowest answer of a provider: see the time limits of wire.web.Web.
CLAIMED_FOR = timedelta(seconds=90)
# So many workers may die over the same refresh token before a person is asked.
MOST_UNSETTLED = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)
DIED = (
    "The program was ended {times} times while it renewed the sign-in, so that the new token may "
    "be lost."
)
INTERRUPTED = "An earlier renewal was interrupted: the provider may have changed the token then. "


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to renew, until it expires; ``refresh`` is the token it was taken for."""

    account_id: int
    fence: int
    refresh: Sealed
    interrupted: bool

    def mine(self) -> Q:
        return Q(pk=self.account_id, fence=self.fence)


def take(grant: Grant, now: datetime, *, at_once: bool = False) -> Claim | None:
    """None where another worker has it, or the time of the next try has not come (a person asks
    ``at_once``). Asks for a new sign-in instead where too many workers have died over it.
    """
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = Q() if at_once else Q(next_try_at=None) | Q(next_try_at__lte=now)
    unchanged = Q(pk=grant.pk, fence=grant.fence) & ~Q(state=State.NEEDS_SIGN_IN)
    if grant.unsettled >= MOST_UNSETTLED and grant.refresh_token:
        words = DIED.format(times=grant.unsettled)
        Grant.objects.filter(free & unchanged).update(**_gone(words, now))
        return None
    taken = Grant.objects.filter(free & due & unchanged).update(
        claimed_until=now + CLAIMED_FOR, fence=F("fence") + 1, unsettled=F("unsettled") + 1
    )
    if not taken:
        return None
    return Claim(grant.pk, grant.fence + 1, grant.refresh_token, interrupted=grant.unsettled > 0)


def renew(claim: Claim) -> None:
    """Asks the provider and settles the claim. Raises WireError after it has been settled."""
    account = EmailAccount.objects.select_related(
        "application__partition", "department__partition"
    ).get(pk=claim.account_id)
    try:
        tokens = asked(account, claim.refresh)
    except WireError as trouble:
        lost = account.application.by_consent and trouble.cause is Cause.CREDENTIALS
        settle = _lost if lost else _failed
        settle(claim, trouble, timezone.now())
        raise
    _renewed(claim, tokens, timezone.now())


def asked(account: EmailAccount, refresh: Sealed) -> TokenSet:
    """The provider's answer; over the network. Raises WireError."""
    row = account.application
    application = registration.application_of(row)
    provider = registration.provider_of(row)
    if row.by_consent:
        return provider.refresh(application, _refresh_token(refresh))
    return provider.client_credentials(application, account.address)


def _refresh_token(sealed: Sealed) -> str:
    try:
        token = sealed.reveal()
    except SecretUnreadable as error:
        why = Explanation(
            "The stored refresh token cannot be read: its key is missing.",
            "Bring back the key in MAILCENTER_CRYPT_KEYS, or sign in again.",
        )
        raise OAuthError(Cause.CONFIGURATION, why) from error
    if not token:
        why = Explanation("The provider gave no refresh token.", "Sign in again.")
        raise OAuthError(Cause.CREDENTIALS, why)
    return token


def _renewed(claim: Claim, tokens: TokenSet, now: datetime) -> None:
    """Stores both tokens at once, before anybody uses one (RFC 6749 section 6).

    A worker that comes late stores all the same while nobody else has: its refresh token may be
    the only one that still works.
    """
    mine = claim.mine()
    if claim.refresh:
        mine |= Q(pk=claim.account_id, refresh_token=claim.refresh)
    stored = Grant.objects.filter(mine).update(**granted(tokens, now))
    if not stored:
        log.warning("A renewed token came late and was dropped.", account=claim.account_id)


def granted(tokens: TokenSet, now: datetime) -> dict[str, object]:
    """The columns of a grant that works."""
    return {
        "state": State.SIGNED_IN,
        "since": Case(When(state=State.SIGNED_IN, then=F("since")), default=Value(now)),
        "reason": "",
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_at": tokens.expires_at,
        "scope": " ".join(tokens.scope),
        "last_refreshed_at": now,
        "claimed_until": None,
        "unsettled": 0,
        "failures": 0,
        "next_try_at": None,
    }


def _gone(words: str, now: datetime) -> dict[str, object]:
    return {
        "state": State.NEEDS_SIGN_IN,
        "since": now,
        "reason": words,
        "claimed_until": None,
        "unsettled": 0,
        "next_try_at": None,
    }


def _lost(claim: Claim, trouble: WireError, now: datetime) -> None:
    """The grant is gone: only a person helps."""
    words = (INTERRUPTED if claim.interrupted else "") + in_words(trouble)
    Grant.objects.filter(claim.mine()).update(**_gone(words, now))


def _failed(claim: Claim, trouble: WireError, now: datetime) -> None:
    """Anything but a lost grant is tried again, ever later."""
    grants = Grant.objects.filter(claim.mine())
    failures = grants.values_list("failures", flat=True).first() or 0
    grants.update(
        reason=in_words(trouble),
        claimed_until=None,
        unsettled=0,
        failures=failures + 1,
        next_try_at=now + pause(failures),
    )


def pause(failures: int) -> timedelta:
    """How long the provider is left in peace after so many failures before this one."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failures, 10)
    return min(doubled, LONGEST_PAUSE)


def in_words(trouble: WireError) -> str:
    """What failed, what the provider said, and what to do, as one text."""
    why = trouble.why
    answer = f"The provider said: {why.answer}" if why.answer else ""
    return " ".join(one for one in (why.likely, answer, why.remedy) if one)
