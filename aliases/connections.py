"""From the row of an alias to endpoints, credentials and open connections: secrets are read here.

An alias of an email account has the servers and the token of its account instead of its own.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.utils import timezone

from accounts import registration, tokens
from aliases.instances import parameters_of
from aliases.methods import needs_password
from aliases.models import Alias
from departments import outgoing
from departments.servers import WithoutAuthentication
from departments.vault import SecretUnreadable
from wire import imap, imap_idle, pop3, smtp
from wire.endpoints import Credentials, Encryption, Endpoint, Protocol
from wire.errors import Cause, Explanation, Step, WireError
from wire.inbox import Inbox
from wire.sasl.method import Method
from wire.trace import Trace

INCOMING_TIMEOUT = 30.0
# Where one of these changes, an open session is not the alias's any more.
SESSION = (
    "account_id",
    "shared_mailbox",
    "incoming_protocol",
    "incoming_host",
    "incoming_port",
    "incoming_encryption",
    "incoming_method",
    "incoming_user",
    "incoming_password",
    "incoming_allow_clear",
    "incoming_verify",
    "folder",
)

Opened = TypeVar("Opened")


def sends(alias: Alias) -> bool:
    """Whether its mail can leave: by a server of its own, or, where it was deleted, by the default one.

    The default SMTP server of the partition stands in for the deleted (OR-7, DI-10).
    """
    return not alias.deleted_at or bool(alias.department.partition.outgoing_host)


def incoming_protocol(alias: Alias) -> Protocol:
    return Protocol(alias.account.server_type if alias.account else alias.incoming_protocol)


def incoming_endpoint(alias: Alias) -> Endpoint:
    """Raises WireError where the alias's account has no such server."""
    if alias.account:
        return registration.endpoint_of(alias.account, incoming_protocol(alias))
    return Endpoint(
        host=alias.incoming_host,
        port=alias.incoming_port,
        encryption=Encryption(alias.incoming_encryption),
        timeout=INCOMING_TIMEOUT,
        verify=alias.incoming_verify,
        ca_bundle=alias.department.partition.ca_bundle,
        private_networks=alias.department.partition.private_networks,
    )


def incoming_credentials(alias: Alias) -> Credentials:
    """Raises WireError where the stored password cannot be read: never signs in without one.

    The token of an account is renewed before, over the network, where it has to be.
    """
    if alias.account:
        return _with_token(alias, incoming_protocol(alias))
    method = Method(alias.incoming_method)
    password = _revealed(alias.incoming_password, method, incoming_endpoint(alias))
    return Credentials(
        alias.incoming_user,
        password,
        alias.incoming_allow_clear,
        method=method,
    )


def outgoing_endpoint(alias: Alias) -> Endpoint:
    """Raises WireError where the alias's account has no such server."""
    return _in_time(alias, _outgoing_endpoint(alias))


def _in_time(alias: Alias, endpoint: Endpoint) -> Endpoint:
    """With the time limit of its dispatcher, where that has one (SV-4)."""
    limit = parameters_of(alias).smtp_timeout
    return replace(endpoint, timeout=limit) if limit else endpoint


def _outgoing_endpoint(alias: Alias) -> Endpoint:
    if alias.deleted_at:
        return outgoing.endpoint_of(alias.department.partition)
    if alias.account:
        return registration.endpoint_of(alias.account, Protocol.SMTP)
    return Endpoint(
        host=alias.outgoing_host,
        port=alias.outgoing_port,
        encryption=Encryption(alias.outgoing_encryption),
        timeout=float(alias.outgoing_timeout),
        verify=alias.outgoing_verify,
        ca_bundle=alias.department.partition.ca_bundle,
        private_networks=alias.department.partition.private_networks,
    )


def outgoing_credentials(alias: Alias) -> Credentials | None:
    """None where the server wants no authentication. As incoming_credentials."""
    if alias.deleted_at:
        return outgoing.credentials_of(alias.department.partition)
    if alias.account:
        return _with_token(alias, Protocol.SMTP)
    if not alias.authenticates:
        return None
    method = Method(alias.outgoing_method)
    password = _revealed(alias.outgoing_password, method, outgoing_endpoint(alias))
    return Credentials(
        alias.outgoing_user,
        password,
        alias.outgoing_allow_clear,
        method=method,
    )


def sending_by(alias: Alias) -> tuple[object, ...]:
    """Where one of these changes, an open session is not the alias's any more."""
    return (
        alias.deleted_at,
        outgoing_endpoint(alias),
        alias.account_id,
        alias.shared_mailbox,
        alias.outgoing_protocol,
        alias.outgoing_method,
        alias.outgoing_user,
        alias.outgoing_password,
        alias.outgoing_allow_clear,
        alias.outgoing_without_authentication,
    )


def _with_token(alias: Alias, protocol: Protocol) -> Credentials:
    """Raises NoToken, a passing WireError, where the account needs a sign-in: its mail waits."""
    account = alias.account
    assert account is not None  # noqa: S101  # asked before
    token = tokens.access_token(account.pk, timezone.now())
    mailbox = alias.address if alias.shared_mailbox else account.address
    return registration.credentials_of(account, protocol, token, mailbox=mailbox)


def _once_more(alias: Alias, opened: Callable[[], Opened]) -> Opened:
    """Opens again with a new token where the server refuses an old one."""
    try:
        return opened()
    except WireError as error:
        if not alias.account or error.cause is not Cause.CREDENTIALS:
            raise
        now = timezone.now()
        if not tokens.distrust(alias.account.pk, tokens.access_token(alias.account.pk, now), now):
            raise
    return opened()


def open_inbox(alias: Alias) -> Inbox:
    """The alias's mailbox, signed in and its folder opened. Raises WireError."""
    return _once_more(alias, lambda: _inbox(alias))


def _inbox(alias: Alias) -> Inbox:
    pop = incoming_protocol(alias) is Protocol.POP3
    opener = pop3.open_inbox if pop else imap.open_inbox
    endpoint = incoming_endpoint(alias)
    credentials = incoming_credentials(alias)
    return opener(endpoint, credentials, folder=alias.folder, trace=Trace(endpoint))


def open_idle(alias: Alias, now: float) -> imap_idle.Idle:
    """The alias's IMAP mailbox, which tells when mail comes. Raises WireError."""
    endpoint = incoming_endpoint(alias)

    def opened() -> imap_idle.Idle:
        credentials = incoming_credentials(alias)
        trace = Trace(endpoint)
        return imap_idle.open_idle(endpoint, credentials, folder=alias.folder, trace=trace, now=now)

    return _once_more(alias, opened)


def open_session(alias: Alias, runner: smtp.Runner | None = None) -> smtp.Session:
    """A connection to the alias's SMTP server, ready to send. Raises WireError.

    ``runner`` is the loop of several sessions, see wire.fleet.
    """
    return _once_more(alias, lambda: _session(alias, runner))


def _session(alias: Alias, runner: smtp.Runner | None) -> smtp.Session:
    endpoint = outgoing_endpoint(alias)
    trace = Trace(endpoint)
    try:
        credentials = outgoing_credentials(alias)
        return smtp.open_session(endpoint, credentials, trace=trace, runner=runner)
    except WireError as error:
        server = alias.department.partition if alias.deleted_at else alias
        allowed = (
            not alias.account
            and server.outgoing_without_authentication == WithoutAuthentication.WHEN_REFUSED
        )
        if not allowed or error.cause is not Cause.CREDENTIALS:
            raise
    return smtp.open_session(endpoint, None, trace=trace, runner=runner)


def _revealed(secret: object, method: Method, endpoint: Endpoint) -> str:
    try:
        password = secret.reveal()  # type: ignore[attr-defined]  # a Sealed, see departments.vault
    except SecretUnreadable as error:
        raise _no_password(str(error), endpoint) from error
    if not password and needs_password(method):
        raise _no_password("There is no password. Type it.", endpoint)
    return str(password)


def _no_password(why: str, endpoint: Endpoint) -> WireError:
    explanation = Explanation(why, tried=str(endpoint), field="secret")
    return WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, explanation)
