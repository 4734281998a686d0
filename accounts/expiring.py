"""The ends of secrets and certificates, and grants that nobody uses, as facts for accounts.notices."""

from collections.abc import Iterator

from accounts.notices import Fact, Kind


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
