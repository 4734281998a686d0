"""What a provider granted to an email account: its tokens, and whether they still work.

Only accounts/tokens.py and accounts/signing_in.py write here, with conditional updates. No form
saves this row, so that nobody overwrites a token that was renewed meanwhile.
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone

from departments.vault import SecretField

# An access token with less than this left is renewed (P17).
RENEWED_BEFORE = timedelta(minutes=5)
# With less than this left it is no longer given to anybody.
USABLE_FOR = timedelta(seconds=30)


class State(models.TextChoices):
    NEW = "new", "Not signed in yet"
    SIGNED_IN = "signed-in", "Signed in"
    NEEDS_SIGN_IN = "needs-sign-in", "Needs sign-in"


class GrantQuerySet(models.QuerySet["Grant"]):
    def end(self, why: str, now: datetime) -> int:
        """Forgets the tokens: they were given for what is no longer so. Somebody signs in anew."""
        return self.update(
            state=State.NEW,
            since=now,
            reason=why,
            access_token="",
            refresh_token="",
            expires_at=None,
            identity="",
            subject="",
            claimed_until=None,
            fence=F("fence") + 1,
            unsettled=0,
            failures=0,
            next_try_at=None,
        )

    def try_again(self) -> int:
        """What made renewals fail may have been mended: the next one need not wait."""
        return self.exclude(state=State.NEEDS_SIGN_IN).update(failures=0, next_try_at=None)


class Grant(models.Model):
    account = models.OneToOneField(
        "accounts.EmailAccount", models.CASCADE, primary_key=True, related_name="grant"
    )
    state = models.CharField(max_length=20, choices=State, default=State.NEW)
    since = models.DateTimeField(default=timezone.now)
    # Why a person must sign in again, or why the last renewal failed, in words.
    reason = models.TextField(blank=True)
    access_token = SecretField("Access token")
    refresh_token = SecretField("Refresh token")
    expires_at = models.DateTimeField(null=True)
    last_refreshed_at = models.DateTimeField(null=True)
    # Who the provider says has signed in.
    identity = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    scope = models.TextField(blank=True)
    # One worker renews at a time: until then, by the number of its claim.
    claimed_until = models.DateTimeField(null=True)
    fence = models.PositiveBigIntegerField(default=0)
    # Claims since the last one that came to an answer: workers that died over it.
    unsettled = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.account}"

    def fresh(self, now: datetime) -> bool:
        """Whether its access token is used as it is."""
        return self._lasts(now + self._margin())

    def usable(self, now: datetime) -> bool:
        """Whether its access token still works, though it should be renewed."""
        return self._lasts(now + USABLE_FOR)

    def _margin(self) -> timedelta:
        """Tokens that never last long are not renewed at each use: half their life is used."""
        if self.expires_at is None or self.last_refreshed_at is None:
            return RENEWED_BEFORE
        life = self.expires_at - self.last_refreshed_at
        return min(RENEWED_BEFORE, life / 2)

    def _lasts(self, until: datetime) -> bool:
        return bool(self.access_token) and self.expires_at is not None and self.expires_at > until
