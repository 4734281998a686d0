"""Sixteen workers and one expired token; and a worker that is killed with the answer in its hand."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts import renewing, tokens
from accounts.errors import NeedsSignIn
from accounts.models import EmailAccount, Grant
from tests.accounts import provider
from tests.workers.crash_worker import database_url

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
WORKERS = 16
# The whole work of a worker; it is killed as it is about to store what the provider answered.
DOOMED = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from django.utils import timezone
from accounts import tokens

def die(execute, sql, *rest):
    if sql.startswith("UPDATE") and "refresh_token" in sql.partition("WHERE")[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, *rest)

with connection.execute_wrapper(die):
    tokens.access_token(int(sys.argv[1]), timezone.now())
"""


@pytest.fixture
def expired(issuer, root) -> EmailAccount:
    account = EmailAccount.objects.create(
        department=root,
        name="Support",
        application=provider.at(issuer, root),
        address="support@lab.test",
    )
    provider.sign_in(account, issuer)
    Grant.objects.update(expires_at=timezone.now())
    return account


def ask(account_id: int) -> str:
    try:
        return tokens.access_token(account_id, timezone.now())
    finally:
        connection.close()


def test_sixteen_ask_at_once_and_the_provider_is_asked_once(expired, issuer) -> None:
    issuer.fail, issuer.seconds = "slow", 1.0
    with ThreadPoolExecutor(WORKERS) as pool:
        found = list(pool.map(ask, [expired.pk] * WORKERS))
    assert issuer.requests["refresh_token"] == 1
    assert set(found) == {tokens.access_token(expired.pk, timezone.now())}
    grant = Grant.objects.get()
    assert grant.refresh_token.reveal() == issuer.grants.used[-1]
    assert (grant.claimed_until, grant.unsettled) == (None, 0)


def test_sixteen_are_told_of_a_lost_grant_by_one_request(expired, issuer) -> None:
    issuer.fail, issuer.seconds = "slow", 1.0
    issuer.grants.revoke()

    def refused(account_id: int) -> bool:
        with pytest.raises((NeedsSignIn, tokens.Unavailable)):
            ask(account_id)
        return True

    with ThreadPoolExecutor(WORKERS) as pool:
        assert all(pool.map(refused, [expired.pk] * WORKERS))
    assert issuer.requests["refresh_token"] == 1
    assert Grant.objects.get().state == "needs-sign-in"


def kill_one(account: EmailAccount) -> None:
    own = {
        "DATABASE_URL": database_url(),
        "MAILCENTER_SECRET_KEY": settings.SECRET_KEY,
        "MAILCENTER_CRYPT_KEYS": ",".join(settings.CRYPT_KEYS),
        "DJANGO_SETTINGS_MODULE": "mailcenter.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", DOOMED, str(account.pk)]
    ended = subprocess.run(command, env=os.environ | own, cwd=ROOT, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL


def after_the_claim() -> None:
    Grant.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))


def test_killed_with_the_answer_the_account_recovers_where_the_old_token_still_works(
    expired, issuer
) -> None:
    issuer.fail = "no_rotation"
    kill_one(expired)
    assert issuer.requests["refresh_token"] == 1
    grant = Grant.objects.get()
    assert (grant.state, grant.unsettled) == ("signed-in", 1)
    after_the_claim()
    assert tokens.access_token(expired.pk, timezone.now())
    assert Grant.objects.get().unsettled == 0


def test_killed_with_the_answer_a_strict_provider_makes_it_ask_for_a_sign_in(
    expired, issuer
) -> None:
    kill_one(expired)
    after_the_claim()
    for _ in range(3):
        with pytest.raises((NeedsSignIn, tokens.Unavailable)):
            tokens.access_token(expired.pk, timezone.now())
    assert issuer.requests["refresh_token"] == 2
    grant = Grant.objects.get()
    assert grant.state == "needs-sign-in"
    assert "interrupted" in grant.reason
    provider.sign_in(expired, issuer)
    assert tokens.access_token(expired.pk, timezone.now())


def test_workers_that_die_again_and_again_end_in_a_sign_in_and_not_in_a_loop(
    expired, issuer
) -> None:
    issuer.fail = "no_rotation"
    for _ in range(renewing.MOST_UNSETTLED):
        kill_one(expired)
        after_the_claim()
    for _ in range(3):
        with pytest.raises((NeedsSignIn, tokens.Unavailable)):
            tokens.access_token(expired.pk, timezone.now())
    assert issuer.requests["refresh_token"] == renewing.MOST_UNSETTLED
    assert "ended 3 times" in Grant.objects.get().reason
