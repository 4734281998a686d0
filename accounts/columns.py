"""The columns of the lists of applications and accounts, as people read them."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timesince import timesince
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts.models import EmailAccount, OAuthApplication, State
from accounts.notices import DAYS

SHORT = 80
FAILING = "Failing"


def status_of(account: EmailAccount) -> str:
    """Inactive, or the state of its grant; Failing where the last renewal was refused."""
    if not account.active:
        return "Inactive"
    grant = account.grant
    if grant.failures and grant.state != State.NEEDS_SIGN_IN:
        return FAILING
    if grant.state == State.NEW and not account.application.by_consent:
        return "Not used yet"
    return str(grant.get_state_display())


def problem_of(account: EmailAccount) -> str:
    return account.grant.reason if account.active else ""


def ends_on(application: OAuthApplication) -> date | None:
    """The earlier of the days on which the secret and the certificate end."""
    days = (application.secret_expires_on, application.certificate_expires_on)
    return min((one for one in days if one is not None), default=None)


def shortened(words: str) -> str:
    if len(words) <= SHORT:
        return format_html('<span class="mc-problem">{}</span>', words) if words else "—"
    return format_html(
        '<details class="mc-error mc-problem"><summary title="{}">{}</summary>{}</details>',
        words,
        Truncator(words).chars(SHORT),
        words,
    )


class AccountColumns(ModelAdmin):
    @display(
        description="Status",
        ordering="grant__state",
        label={
            "Signed in": "success",
            "Not signed in yet": "warning",
            "Needs sign-in": "danger",
            FAILING: "warning",
        },
    )
    def light(self, account: EmailAccount) -> str:
        return status_of(account)

    @display(description="Last renewed", ordering="grant__last_refreshed_at")
    def renewed(self, account: EmailAccount) -> str:
        at = account.grant.last_refreshed_at
        return f"{timesince(at)} ago" if at else "never"

    @display(description="Problem")
    def problem(self, account: EmailAccount) -> str:
        return shortened(problem_of(account))


class ApplicationColumns(ModelAdmin):
    @display(description="Accounts", ordering="number")
    def accounts(self, application: Any) -> int:
        return int(application.number)

    @display(description="Expires", ordering="secret_expires_on")
    def expires(self, application: OAuthApplication) -> str:
        ends = ends_on(application)
        if ends is None:
            return "—"
        left = (ends - timezone.localdate()).days
        if left > max(DAYS):
            return ends.isoformat()
        words = (
            f"{ends.isoformat()}: expired" if left < 0 else f"{ends.isoformat()}: {left} days left"
        )
        return format_html('<span class="mc-problem">{}</span>', words)
