"""From a partition's own server to what wire needs; the password is read here, at the edge."""

from dataclasses import replace

from departments.models import Partition
from departments.servers import WithoutAuthentication
from departments.vault import SecretUnreadable
from wire import smtp
from wire.endpoints import Credentials, Encryption, Endpoint
from wire.errors import Cause, Explanation, Step, WireError
from wire.sasl.method import Method
from wire.trace import Trace


def endpoint_of(partition: Partition) -> Endpoint:
    return Endpoint(
        host=partition.outgoing_host,
        port=partition.outgoing_port,
        encryption=Encryption(partition.outgoing_encryption),
        timeout=float(partition.outgoing_timeout),
        verify=partition.outgoing_verify,
        ca_bundle=partition.ca_bundle,
        private_networks=partition.private_networks,
    )


def credentials_of(partition: Partition) -> Credentials | None:
    """None where the server wants no authentication.

    Raises WireError where the stored password cannot be read: never signs in without one.
    """
    if not partition.authenticates:
        return None
    method = Method(partition.outgoing_method)
    try:
        password = partition.outgoing_password.reveal()
    except SecretUnreadable as error:
        raise _no_password(str(error), partition) from error
    if not password and method is not Method.GSSAPI:
        raise _no_password("There is no password. Type it.", partition)
    return Credentials(
        partition.outgoing_user, password, partition.outgoing_allow_clear, method=method
    )


def open_session(partition: Partition, *, longest_wait: float) -> smtp.Session:
    """A connection to the partition's server, ready to send; no wait in it above so many seconds.

    Raises WireError.
    """
    endpoint = endpoint_of(partition)
    endpoint = replace(endpoint, timeout=min(endpoint.timeout, longest_wait))
    trace = Trace(endpoint)
    try:
        return smtp.open_session(endpoint, credentials_of(partition), trace=trace)
    except WireError as error:
        allowed = partition.outgoing_without_authentication == WithoutAuthentication.WHEN_REFUSED
        if not allowed or error.cause is not Cause.CREDENTIALS:
            raise
    return smtp.open_session(endpoint, None, trace=trace)


def _no_password(why: str, partition: Partition) -> WireError:
    explanation = Explanation(why, tried=str(endpoint_of(partition)), field="secret")
    return WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, explanation)
