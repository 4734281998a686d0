"""Tokens at a real provider: used while they last, renewed by one, and nothing is lost (AC-10, P17)."""

import logging
from datetime import datetime, timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.utils import timezone

from accounts import renewing, tokens
from accounts.errors import NeedsSignIn, Unavailable
from accounts.models import EmailAccount, Grant, OAuthApplication
from tests.accounts import provider
from tests.servers.grants import key_file
from tests.servers.issuer import Issuer

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["generic", "microsoft"])
def signed_in(request, issuer: Issuer, root) -> EmailAccount:
    fields = provider.microsoft(issuer) if request.param == "microsoft" else {}
    application = provider.at(issuer, root, **fields)
    account = EmailAccount.objects.create(
        department=root, name="Support", application=application, address="support@lab.test"
    )
    provider.sign_in(account, issuer)
    return account


def later(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def expire(*, in_minutes: float = 0) -> None:
    Grant.objects.update(expires_at=later(in_minutes), last_refreshed_at=later(in_minutes - 60))


def asked(issuer: Issuer) -> int:
    return issuer.requests["refresh_token"]


def grant(account: EmailAccount) -> Grant:
    return Grant.objects.get(pk=account.pk)


def test_a_token_is_used_until_five_minutes_before_its_end(signed_in, issuer) -> None:
    first = tokens.access_token(signed_in.pk, timezone.now())
    assert tokens.access_token(signed_in.pk, later(54)) == first
    assert asked(issuer) == 0
    assert tokens.access_token(signed_in.pk, later(56)) != first
    assert asked(issuer) == 1


def test_a_rotated_refresh_token_is_stored_and_the_old_one_kept_without(signed_in, issuer) -> None:
    before = grant(signed_in).refresh_token.reveal()
    tokens.access_token(signed_in.pk, later(56))
    rotated = grant(signed_in).refresh_token.reveal()
    assert rotated == issuer.grants.used[-1] != before
    issuer.fail = "no_rotation"
    expire()
    tokens.access_token(signed_in.pk, timezone.now())
    assert grant(signed_in).refresh_token.reveal() == rotated


def test_tokens_of_a_short_life_are_not_renewed_at_each_use(signed_in, issuer) -> None:
    issuer.fail = "short"
    expire()
    first = tokens.access_token(signed_in.pk, timezone.now())
    assert tokens.access_token(signed_in.pk, timezone.now()) == first
    assert asked(issuer) == 1


def test_a_revoked_grant_asks_for_a_sign_in_once(signed_in, issuer) -> None:
    issuer.grants.revoke()
    for _ in range(3):
        with pytest.raises((NeedsSignIn, Unavailable)) as refused:
            tokens.access_token(signed_in.pk, later(61))
    assert refused.type is NeedsSignIn
    assert asked(issuer) == 1
    found = grant(signed_in)
    assert found.state == "needs-sign-in"
    assert "700082" in found.reason
    assert provider.sign_in(signed_in, issuer)
    assert tokens.access_token(signed_in.pk, timezone.now())


@pytest.mark.parametrize("fault", ["down", "html", "busy", "invalid_client", "expired_secret"])
def test_other_faults_keep_the_grant_and_leave_the_provider_in_peace(
    signed_in, issuer, fault: str
) -> None:
    issuer.fail = fault
    expire()
    for _ in range(3):
        with pytest.raises(Unavailable) as failed:
            tokens.access_token(signed_in.pk, timezone.now())
    assert not failed.value.permanent
    assert asked(issuer) == 1
    found = grant(signed_in)
    assert (found.state, found.failures) == ("signed-in", 1)
    issuer.fail = ""
    assert tokens.access_token(signed_in.pk, later(1))
    assert (grant(signed_in).failures, grant(signed_in).reason) == (0, "")


def test_the_old_token_serves_while_it_lasts_though_the_provider_is_down(signed_in, issuer) -> None:
    first = tokens.access_token(signed_in.pk, timezone.now())
    issuer.fail = "down"
    expire(in_minutes=3)
    assert tokens.access_token(signed_in.pk, timezone.now()) == first
    assert tokens.access_token(signed_in.pk, timezone.now()) == first
    assert asked(issuer) == 1


def test_a_changed_secret_works_at_the_next_renewal_of_each_account(issuer, root) -> None:
    application = provider.at(issuer, root)
    accounts = []
    for name in ("a", "b", "c"):
        account = EmailAccount.objects.create(
            department=root, name=name, application=application, address=f"{name}@lab.test"
        )
        provider.sign_in(account, issuer)
        accounts.append(account)
    issuer.grants.secret = "changed at the provider"
    with pytest.raises(Unavailable, match="secret"):
        tokens.access_token(accounts[0].pk, later(61))
    application.client_secret = "changed at the provider"
    application.save()
    Grant.objects.all().try_again()
    assert all(tokens.access_token(one.pk, later(61)) for one in accounts)


@pytest.mark.parametrize("fields", [{}, {"microsoft": True}])
def test_an_application_alone_needs_no_person(issuer, root, fields) -> None:
    more = provider.microsoft(issuer) if fields else {"scopes": "mail"}
    application = provider.at(issuer, root, flow="application", **more)
    account = EmailAccount.objects.create(
        department=root, name="Support", application=application, address="support@lab.test"
    )
    first = tokens.access_token(account.pk, timezone.now())
    assert tokens.access_token(account.pk, timezone.now()) == first
    assert issuer.requests["client_credentials"] == 1
    assert grant(account).state == "signed-in"


def robot(issuer, root, address: str) -> EmailAccount:
    """An account of a service account at the real provider."""
    application = provider.at(
        issuer,
        root,
        provider="google-service-account",
        flow="application",
        proof="none",
        issuer="",
        scopes="",
        token_url=issuer.token_url,
        key_file=key_file(),
    )
    return EmailAccount.objects.create(
        department=root, name="Robot", application=application, address=address
    )


def test_a_service_account_gets_tokens_for_the_mailbox_of_the_account(issuer, root) -> None:
    account = robot(issuer, root, "support@lab.test")
    assert tokens.access_token(account.pk, timezone.now())
    assert sum(issuer.requests.values()) == 1


def test_a_service_account_without_delegation_is_told_apart(issuer, root) -> None:
    account = robot(issuer, root, "support@elsewhere.test")
    with pytest.raises(Unavailable, match="unauthorized_client"):
        tokens.access_token(account.pk, timezone.now())
    assert grant(account).state == "new"


def test_a_refused_application_alone_never_waits_for_a_person(issuer, root) -> None:
    application = provider.at(issuer, root, flow="application", scopes="mail")
    account = EmailAccount.objects.create(
        department=root, name="Support", application=application, address="support@lab.test"
    )
    issuer.fail = "invalid_grant"
    with pytest.raises(Unavailable):
        tokens.access_token(account.pk, timezone.now())
    assert grant(account).state == "new"
    issuer.fail = ""
    assert tokens.access_token(account.pk, later(1))


def test_a_token_that_a_server_refuses_is_renewed_once(signed_in, issuer) -> None:
    first = tokens.access_token(signed_in.pk, timezone.now())
    assert not tokens.distrust(signed_in.pk, first, timezone.now())
    assert tokens.distrust(signed_in.pk, first, later(6))
    second = tokens.access_token(signed_in.pk, later(6))
    assert second != first
    assert tokens.distrust(signed_in.pk, first, later(6))
    assert asked(issuer) == 1


@pytest.mark.parametrize("state", ["new", "inactive"])
def test_what_is_not_in_use_gets_no_token(issuer, root, state: str) -> None:
    account = EmailAccount.objects.create(
        department=root,
        name="Support",
        application=provider.at(issuer, root),
        address="support@lab.test",
        status="inactive" if state == "inactive" else "active",
    )
    with pytest.raises(Unavailable if state == "inactive" else NeedsSignIn):
        tokens.access_token(account.pk, timezone.now())
    assert sum(issuer.requests.values()) == 0


def test_a_sign_in_during_a_renewal_wins(signed_in, issuer) -> None:
    claim = renewing.take(grant(signed_in), later(61))
    old = renewing.asked(signed_in, claim.refresh)
    newest = provider.sign_in(signed_in, issuer)
    renewing._renewed(claim, old, timezone.now())
    assert grant(signed_in).refresh_token.reveal() == newest


def test_a_worker_that_comes_late_still_saves_the_only_token(signed_in, issuer) -> None:
    """Its claim has run out and another worker was refused, since the token had been rotated."""
    claim = renewing.take(grant(signed_in), later(61))
    answer = renewing.asked(signed_in, claim.refresh)
    with pytest.raises(NeedsSignIn):
        tokens.access_token(signed_in.pk, later(63))
    assert grant(signed_in).state == "needs-sign-in"
    renewing._renewed(claim, answer, timezone.now())
    assert grant(signed_in).state == "signed-in"
    assert grant(signed_in).refresh_token.reveal() == issuer.grants.used[-1]


def test_a_late_token_of_a_former_application_is_dropped(issuer, root) -> None:
    application = provider.at(issuer, root, flow="application", scopes="mail")
    account = EmailAccount.objects.create(
        department=root, name="Support", application=application, address="support@lab.test"
    )
    claim = renewing.take(grant(account), timezone.now())
    answer = renewing.asked(account, claim.refresh)
    Grant.objects.all().end("The registration was changed.", timezone.now())
    renewing._renewed(claim, answer, timezone.now())
    assert (grant(account).state, bool(grant(account).access_token)) == ("new", False)


def test_a_key_that_is_missing_is_said_and_nothing_is_sent(signed_in, issuer, settings) -> None:
    settings.CRYPT_KEYS = []
    for minutes in (0, 61):
        with pytest.raises(Unavailable, match="cannot be read"):
            tokens.access_token(signed_in.pk, later(minutes))
    assert asked(issuer) == 0


def test_new_keys_keep_tokens_and_secrets(signed_in, issuer, settings) -> None:
    settings.CRYPT_KEYS = [Fernet.generate_key().decode(), *settings.CRYPT_KEYS]
    call_command("rotate_secrets", stdout=StringIO())
    settings.CRYPT_KEYS = settings.CRYPT_KEYS[:1]
    assert tokens.access_token(signed_in.pk, timezone.now())
    assert tokens.access_token(signed_in.pk, later(56))
    assert asked(issuer) == 1


def test_a_copy_of_the_installation_asks_no_provider(signed_in, issuer, monkeypatch) -> None:
    monkeypatch.setattr("departments.guard.is_production", lambda: False)
    with pytest.raises(Unavailable, match="copy of another installation"):
        tokens.access_token(signed_in.pk, later(61))
    assert asked(issuer) == 0


@pytest.mark.parametrize("fault", ["", "down", "invalid_grant", "echo", "invalid_client"])
def test_no_log_line_and_no_error_holds_a_token(signed_in, issuer, caplog, fault: str) -> None:
    issuer.fail = fault
    words = ""
    with caplog.at_level(logging.DEBUG):
        try:
            words = tokens.access_token(signed_in.pk, later(61)) and ""
        except (NeedsSignIn, Unavailable) as error:
            words = f"{error} {error!r} {error.__cause__!r}"
    found = grant(signed_in)
    told = words + found.reason + caplog.text + repr(vars(found))
    secrets = [found.access_token.reveal(), *issuer.grants.used, OAuthApplication.objects.get().client_secret.reveal()]  # fmt: skip
    assert [one for one in secrets if one and one in told] == []
