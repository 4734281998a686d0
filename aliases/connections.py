"""From the row of an alias to endpoints, credentials and open connections: secrets are read here."""

from aliases.incoming import IncomingProtocol
from aliases.methods import needs_password
from aliases.models import Alias
from departments.servers import WithoutAuthentication
from departments.vault import SecretUnreadable
from wire import imap, pop3, smtp
from wire.endpoints import Credentials, Encryption, Endpoint
from wire.errors import Cause, Explanation, Step, WireError
from wire.inbox import Inbox
from wire.sasl.method import Method
from wire.trace import Trace

INCOMING_TIMEOUT = 30.0


def incoming_endpoint(alias: Alias) -> Endpoint:
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
    """Raises WireError where the stored password cannot be read: never signs in without one."""
    method = Method(alias.incoming_method)
    password = _revealed(alias.incoming_password, method, incoming_endpoint(alias))
    return Credentials(
        alias.incoming_user,
        password,
        alias.incoming_allow_clear,
        method=method,
    )


def outgoing_endpoint(alias: Alias) -> Endpoint:
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
    """None where the server wants no authentication."""
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
        outgoing_endpoint(alias),
        alias.outgoing_protocol,
        alias.outgoing_method,
        alias.outgoing_user,
        alias.outgoing_password,
        alias.outgoing_allow_clear,
        alias.outgoing_without_authentication,
    )


def open_inbox(alias: Alias) -> Inbox:
    """The alias's mailbox, signed in and its folder opened. Raises WireError."""
    pop = alias.incoming_protocol == IncomingProtocol.POP3
    opener = pop3.open_inbox if pop else imap.open_inbox
    endpoint = incoming_endpoint(alias)
    credentials = incoming_credentials(alias)
    return opener(endpoint, credentials, folder=alias.folder, trace=Trace(endpoint))


def open_session(alias: Alias) -> smtp.Session:
    """A connection to the alias's SMTP server, ready to send. Raises WireError."""
    endpoint = outgoing_endpoint(alias)
    trace = Trace(endpoint)
    try:
        return smtp.open_session(endpoint, outgoing_credentials(alias), trace=trace)
    except WireError as error:
        allowed = alias.outgoing_without_authentication == WithoutAuthentication.WHEN_REFUSED
        if not allowed or error.cause is not Cause.CREDENTIALS:
            raise
    return smtp.open_session(endpoint, None, trace=trace)


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
