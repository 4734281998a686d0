"""From the row of a directory server to endpoint, credentials and search: its secret is read here."""

from contacts.models import Directory
from departments.vault import SecretUnreadable
from wire.endpoints import Credentials, Encryption, Endpoint
from wire.errors import Cause, Explanation, Step, WireError
from wire.ldap_filters import filled
from wire.ldap_probe import Server
from wire.ldap_values import Query, Scope


def endpoint_of(directory: Directory) -> Endpoint:
    partition = directory.department.partition
    return Endpoint(
        host=directory.host,
        port=directory.port,
        encryption=Encryption(directory.encryption),
        timeout=float(directory.timeout),
        verify=directory.verify,
        ca_bundle=partition.ca_bundle,
        private_networks=partition.private_networks,
    )


def credentials_of(directory: Directory) -> Credentials | None:
    """None where nobody signs in. Raises WireError where the stored password cannot be read."""
    if not directory.bind_dn:
        return None
    try:
        password = directory.bind_password.reveal()
    except SecretUnreadable as error:
        why = Explanation(str(error), tried=str(endpoint_of(directory)), field="secret")
        raise WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, why) from error
    return Credentials(directory.bind_dn, password, directory.allow_clear)


def server_of(directory: Directory) -> Server:
    """Raises WireError as credentials_of."""
    return Server(endpoint_of(directory), credentials_of(directory))


def query_for(directory: Directory, address: str) -> Query:
    """The search for ``address``, whatever stands in it; without one for anybody with an address."""
    text = filled(directory.filter_template, address)
    if not address:
        text = f"({directory.address_attribute}=*)"
    return Query(
        directory.base,
        text,
        Scope(directory.scope),
        tuple(dict.fromkeys((*directory.attributes.values(), directory.address_attribute))),
        at_most=directory.size_limit,
        page=directory.page_size,
    )
