"""From a partition's own server to what wire needs; the password is read here, at the edge."""

from departments.models import Partition
from departments.vault import SecretUnreadable
from wire.endpoints import Credentials, Encryption, Endpoint
from wire.errors import Cause, Explanation, Step, WireError
from wire.sasl.method import Method


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


def _no_password(why: str, partition: Partition) -> WireError:
    explanation = Explanation(why, tried=str(endpoint_of(partition)), field="secret")
    return WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, explanation)
