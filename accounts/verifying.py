"""“Verify application” and “Test connection”: what an application and an account need, step by step.

Each step is what the real work does; nothing is changed but a renewed token, which is stored.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.utils import timezone

from accounts import registration, tokens
from accounts.models import EmailAccount, OAuthApplication
from wire import probe
from wire.endpoints import Protocol
from wire.errors import Explanation, Step, WireError
from wire.oauth.values import Application
from wire.probe import Found
from wire.trace import StepReport

ESTABLISHED = "Connection established successfully"
VERIFIED = "The provider knows this application and believes it."
NEEDS_PERSON = "The provider believes the application. The rest shows when a person signs in."

Reports = Iterator[StepReport | Found]
# The names of wire and of our form, where they differ.
FIELDS = {"secret": "typed_secret", "tenant": "tenant_id", "key_file": "typed_key_file"}


def verify(row: OAuthApplication) -> Reports:
    """Whether the provider is where it should be, and believes our client. Raises nothing."""
    try:
        application = registration.application_of(row)
        provider = registration.provider_of(row)
        yield from _step(Step.REQUEST, lambda: provider.endpoints(application).token_url)
        yield from _step(Step.GRANT, lambda: _believed(row, application))
    except WireError as error:
        yield StepReport(error.step, "failed", failure=_at_our_field(error))
        return
    yield Found(None)


def _at_our_field(error: WireError) -> Explanation:
    return replace(error.why, field=FIELDS.get(error.why.field, error.why.field))


def _believed(row: OAuthApplication, application: Application) -> str:
    """What to say when the provider believes the client. Raises WireError where it does not."""
    registration.provider_of(row).verify(application)
    return NEEDS_PERSON if row.by_consent else VERIFIED


def connection(account: EmailAccount) -> Reports:
    """Renews the token, then signs in to the mailbox and to the SMTP server with it (AC-9).

    Both are tried though one of them fails: each has causes of its own.
    """
    try:
        yield from _step(Step.GRANT, lambda: _renewed(account))
        token = tokens.access_token(account.pk, timezone.now())
    except WireError as error:
        yield StepReport(error.step, "failed", failure=error.why)
        return
    passed = True
    for attempt in (_mailbox, _sending):
        for report in attempt(account, token):
            passed = passed and report.state != "failed"
            yield report
    if passed:
        yield Found(None)


def _renewed(account: EmailAccount) -> str:
    tokens.renewed(account.pk, timezone.now())
    return "The provider gave a new token."


def _mailbox(account: EmailAccount, token: str) -> Iterator[StepReport]:
    protocol = Protocol(account.server_type)
    try:
        endpoint = registration.endpoint_of(account, protocol)
    except WireError as error:
        yield StepReport(Step.CONNECT, "failed", failure=error.why)
        return
    credentials = registration.credentials_of(account, protocol, token)
    yield from probe.incoming(endpoint, credentials, protocol=protocol, folder="INBOX")


def _sending(account: EmailAccount, token: str) -> Iterator[StepReport]:
    try:
        endpoint = registration.endpoint_of(account, Protocol.SMTP)
    except WireError as error:
        yield StepReport(Step.CONNECT, "failed", failure=error.why)
        return
    credentials = registration.credentials_of(account, Protocol.SMTP, token)
    yield from probe.outgoing(endpoint, credentials, sender=account.address)


def _step(step: Step, work: Callable[[], str]) -> Iterator[StepReport]:
    """Runs ``work`` as a step; what it returns is the detail. Raises WireError."""
    begun = time.monotonic()
    yield StepReport(step, "running")
    detail = work()
    yield StepReport(step, "passed", time.monotonic() - begun, detail)
