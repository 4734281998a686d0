"""Email accounts that nobody is signed in to, and what of accounts and applications expires (P21)."""

from collections.abc import Iterator
from datetime import datetime

from accounts import expiring as facts_of
from accounts.grants import Grant, State
from accounts.models import EmailAccount, OAuthApplication
from accounts.notices import Fact, due_notices
from accounts.notices import Kind as Expires
from aliases.incidents.models import Kind
from aliases.incidents.opening import Trouble
from departments.models import Department


def signed_out(now: datetime) -> Iterator[Trouble]:
    """Accounts whose grant is gone: the mail of their aliases waits until a person signs in."""
    gone = Grant.objects.filter(state=State.NEEDS_SIGN_IN, account__status="active")
    for grant in gone.select_related("account"):
        account = grant.account
        yield Trouble(
            Kind.SIGN_IN,
            account.name,
            f"The email account needs a sign-in: {grant.reason}",
            remedy="Open the page of the email account and sign in there; its mail waits until then.",
            department_id=account.department_id,
            mark=f"account {account.pk}",
        )


def expiring(now: datetime) -> Iterator[Trouble]:
    """One for each threshold that was passed, so that each is told once."""
    for notice in due_notices(facts_of.facts(), now):
        yield Trouble(
            Kind.EXPIRY,
            notice.fact.name,
            notice.words,
            remedy=notice.remedy,
            department_id=_department_of(notice.fact),
            mark=notice.key,
        )


def _department_of(fact: Fact) -> int:
    if fact.kind is Expires.UNUSED:
        return EmailAccount.objects.values_list("department_id", flat=True).get(pk=fact.pk)
    partition = OAuthApplication.objects.values_list("partition_id", flat=True).get(pk=fact.pk)
    return Department.objects.values_list("pk", flat=True).get(partition=partition, parent=None)
