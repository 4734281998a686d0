"""Which notices of an expiry were given, so that each is given once; and giving those that are due."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.utils import timezone

from accounts.notices import DAYS, UNUSED_DAYS, Fact, Kind, Notice, due_notices


class Announced(models.Model):
    """One notice that was given, by its key."""

    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key


def announce(now: datetime) -> list[Notice]:
    """The notices due at ``now`` that nobody was given yet; each is returned once, ever.

    Many may ask at the same time: whoever writes the key first gets the notice.
    """
    told = set(Announced.objects.values_list("key", flat=True))
    due = due_notices(facts(), now, told)
    return [one for one in due if _first(one, now)]


def _first(notice: Notice, now: datetime) -> bool:
    return Announced.objects.get_or_create(key=notice.key, defaults={"at": now})[1]


def facts() -> list[Fact]:
    """The ends of all secrets and certificates, and the last use of all grants."""
    return [*_applications(), *_grants()]


def _applications() -> Iterator[Fact]:
    from accounts.applications import OAuthApplication

    # Deferred, since no secret is needed to know when it ends.
    for one in OAuthApplication.objects.defer("client_secret", "private_key", "key_file"):
        if one.secret_expires_on:
            yield Fact(Kind.SECRET, one.pk, one.name, one.secret_expires_on)
        if ends := one.certificate_expires_on:
            yield Fact(Kind.CERTIFICATE, one.pk, one.name, ends)


def _grants() -> Iterator[Fact]:
    from accounts.grants import Grant, State

    signed_in = Grant.objects.filter(
        state=State.SIGNED_IN, account__status="active", last_refreshed_at__isnull=False
    )
    rows = signed_in.values_list("account_id", "account__name", "last_refreshed_at")
    for pk, name, at in rows:
        if at is not None:
            yield Fact(Kind.UNUSED, pk, name, at.date())


__all__ = ["DAYS", "UNUSED_DAYS", "Announced", "announce", "facts"]
