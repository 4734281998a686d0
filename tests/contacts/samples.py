"""People and directory servers for the tests of this room."""

from collections.abc import Callable

import pytest

from aliases.models import Alias
from contacts.models import AliasDirectory, Directory, Person, PersonAddress
from departments.models import Department
from tests.servers.certificates import Certificates
from tests.servers.slapd import PASSWORD, PEOPLE, READER, Slapd


@pytest.fixture
def make_person(root: Department) -> Callable[..., Person]:
    """A person with addresses; in the root department unless said otherwise."""

    def make(name: str, *addresses: str, **fields: object) -> Person:
        person = Person.objects.create(**{"department": root, "name": name} | fields)
        for one in addresses:
            PersonAddress.objects.create(person=person, address=one)
        return person

    return make


@pytest.fixture
def make_directory(root: Department) -> Callable[..., Directory]:
    """A directory server that does not exist unless its port is given."""

    def make(name: str = "Staff", **fields: object) -> Directory:
        values = {"department": root, "name": name, "host": "127.0.0.1", "port": 1}
        values |= {"encryption": "none", "base": PEOPLE, "timeout": 10}
        return Directory.objects.create(**values | fields)

    return make


@pytest.fixture
def directory(
    make_directory, directory_server: Slapd, certificates: Certificates, root
) -> Directory:
    """The real one with 10,000 people, over STARTTLS, signed in."""
    root.partition.ca_bundle = certificates.ca.read_text()
    root.partition.save()
    signed_in = {"bind_dn": READER, "bind_password": PASSWORD, "encryption": "starttls"}
    return make_directory("Real", port=directory_server.port["ldap"], **signed_in)


def ask(alias: Alias, *directories: Directory) -> None:
    """The alias asks these, in this order."""
    for position, one in enumerate(directories, 1):
        AliasDirectory.objects.create(alias=alias, directory=one, position=position)
