"""Sessions with a real directory of 10,000 people, and with what only looks like one."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.servers.certificates import Certificates
from tests.servers.faults import BlackHole
from tests.servers.scripted import ScriptedServer
from tests.servers.slapd import ELSEWHERE, PASSWORD, PEOPLE, READER, SUFFIX, Slapd
from wire import ldap, ldap_probe
from wire.endpoints import Credentials, Encryption, Endpoint
from wire.errors import Cause, Step, WireError
from wire.ldap_filters import filled
from wire.ldap_values import Branch, Mapped, Query, Scope
from wire.probe import Found
from wire.trace import StepReport, Trace

pytestmark = pytest.mark.real

GOOD = Credentials(READER, PASSWORD)
WANTED = {"Name": "cn", "Address": "mail", "Telephone": "telephoneNumber"}


@pytest.fixture
def endpoint(directory_server: Slapd, certificates: Certificates) -> Endpoint:
    ca = certificates.ca.read_text()
    return Endpoint("127.0.0.1", directory_server.port["ldap"], Encryption.STARTTLS, 20, True, ca)


@pytest.fixture
def session(endpoint: Endpoint) -> Iterator[ldap.Session]:
    opened = ldap.open_session(endpoint, GOOD)
    yield opened
    opened.close()


def by_address(address: str) -> Query:
    return Query(PEOPLE, filled("(mail={address})", address))


def refused(
    endpoint: Endpoint, credentials: Credentials | None = GOOD, query: Query | None = None
) -> WireError:
    with pytest.raises(WireError) as caught:
        ldap.open_session(endpoint, credentials).search(query or by_address("p1@people.test"))
    return caught.value


def test_one_of_ten_thousand_is_found_within_a_second(session: ldap.Session):
    begun = time.monotonic()
    [found] = session.search(by_address("P9999@People.test"))
    assert found.first("CN") == "Person Number 9999"
    assert found.first("o") == "People Ltd"
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("encryption", list(Encryption))
def test_every_encryption_signs_in(
    endpoint: Endpoint, directory_server: Slapd, encryption: Encryption
):
    port = directory_server.port["ldaps" if encryption is Encryption.TLS else "ldap"]
    here = replace(endpoint, encryption=encryption, port=port)
    opened = ldap.open_session(here, Credentials(READER, PASSWORD, allow_clear=True))
    assert opened.search(by_address("p5@people.test"))
    opened.close()


@pytest.mark.parametrize(
    "address", ["*", "*)(uid=*", "p7@people.test)(|(uid=*", "x\0y", "\\2a", ")", ""]
)
def test_a_hostile_address_finds_nobody(session: ldap.Session, address: str):
    assert session.search(by_address(address)) == []


@pytest.mark.parametrize(
    ("query", "cause", "words"),
    [
        (Query(f"ou=nowhere,{SUFFIX}"), Cause.CONFIGURATION, "no entry with the name of the base"),
        (Query(ELSEWHERE), Cause.CONFIGURATION, "on another server"),
        (Query("rubbish"), Cause.CONFIGURATION, "cannot read the name"),
        (Query(PEOPLE, at_most=250, page=50), Cause.CONFIGURATION, "More entries match"),
    ],
)
def test_a_refused_search_is_explained(
    session: ldap.Session, query: Query, cause: Cause, words: str
):
    with pytest.raises(WireError) as caught:
        session.search(query)
    assert caught.value.cause is cause
    assert caught.value.step is Step.SEARCH
    assert words in caught.value.why.likely


def test_what_is_closed_without_encryption_says_so(endpoint: Endpoint):
    plain = replace(endpoint, encryption=Encryption.NONE)
    error = refused(plain, None, Query("dc=closed,dc=test"))
    assert "encrypted" in error.why.likely
    assert error.why.field == "encryption"


def test_a_wrong_password_is_a_matter_of_credentials(endpoint: Endpoint):
    error = refused(endpoint, Credentials(READER, "wrong"))
    assert (error.cause, error.step, error.why.field) == (
        Cause.CREDENTIALS,
        Step.AUTHENTICATION,
        "secret",
    )


def test_an_empty_password_never_counts_as_signed_in(endpoint: Endpoint):
    assert "let in as nobody" in refused(endpoint, Credentials(READER, "")).why.likely


def test_a_password_does_not_travel_readable_unasked(endpoint: Endpoint):
    error = refused(replace(endpoint, encryption=Encryption.NONE))
    assert "readable" in error.why.likely
    assert error.why.tried


@pytest.mark.parametrize(
    ("pair", "words"),
    [("expired", "expired"), ("wrong_host", "name"), ("self_signed", "self-signed")],
)
@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_a_bad_certificate_is_refused(
    server_folder, certificates: Certificates, endpoint: Endpoint, pair: str, words: str, encryption
):
    with Slapd(server_folder, certificates, people=1, pair=pair) as bad:
        port = bad.port["ldaps" if encryption is Encryption.TLS else "ldap"]
        error = refused(replace(endpoint, port=port, encryption=encryption))
    assert error.step is Step.ENCRYPTION
    assert words in (error.why.likely + error.why.remedy)


def test_an_unknown_authority_is_refused(endpoint: Endpoint):
    error = refused(replace(endpoint, ca_bundle=""))
    assert error.step is Step.ENCRYPTION
    assert "authority" in error.why.likely + error.why.remedy


def test_ldap_on_the_port_of_ldaps_is_explained(endpoint: Endpoint, directory_server: Slapd):
    here = replace(endpoint, port=directory_server.port["ldaps"], encryption=Encryption.NONE)
    assert "LDAPS" in refused(here, None).why.remedy


def test_a_silent_server_is_given_up(endpoint: Endpoint):
    with BlackHole() as hole:
        begun = time.monotonic()
        silent = Endpoint("127.0.0.1", hole.port, Encryption.NONE, 0.5)
        error = refused(silent, None)
    assert error.cause is Cause.PASSING
    assert "did not answer within 0.5" in error.why.likely
    assert time.monotonic() - begun < 10


def test_a_stopped_server_refuses_and_a_kept_session_says_it_is_lost(
    endpoint: Endpoint, session: ldap.Session, directory_server: Slapd
):
    directory_server.stop()
    with pytest.raises(WireError) as caught:
        session.search(by_address("p1@people.test"))
    assert "closed the connection" in caught.value.why.likely
    assert refused(endpoint).cause is Cause.REFUSED


BIND_OK = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"
RUBBISH = [
    b"220 mail.lab.test ESMTP\r\n",
    b"\x30\x84\xff\xff\xff\xff" + b"\0" * 100,
    b"\x30\x05\x02\x01\x01\x61\x00",
    b"\x30\x03\x02\x01\x07",
    b"\x30\x80" * 200,
    BIND_OK[:9],
]


@pytest.mark.parametrize("answer", RUBBISH, ids=range(len(RUBBISH)))
def test_what_is_no_ldap_ends_in_words(answer: bytes):
    with ScriptedServer([], greeting=answer) as server:
        here = Endpoint("127.0.0.1", server.port, Encryption.NONE, 1)
        error = refused(here, None)
    assert error.step is Step.AUTHENTICATION
    assert error.why.remedy


def test_the_address_is_guarded_as_those_of_mail_servers(endpoint: Endpoint):
    error = refused(replace(endpoint, private_networks=False))
    assert error.step is Step.RESOLVE
    assert "private network" in error.why.likely


def steps_of(reports) -> tuple[list[str], object]:
    told = list(reports)
    found = [one.what for one in told if isinstance(one, Found)]
    passed = [
        one.step.value for one in told if isinstance(one, StepReport) and one.state == "passed"
    ]
    return passed, (found[0] if found else None)


def test_the_test_walks_step_by_step_to_the_entry(endpoint: Endpoint):
    reports = ldap_probe.look_up(
        ldap_probe.Server(endpoint, GOOD), by_address("p3@people.test"), WANTED
    )
    passed, found = steps_of(reports)
    assert passed == ["resolve", "connect", "encryption", "authentication", "search", "entry"]
    assert isinstance(found, Mapped)
    assert found.values["Telephone"] == "+49 30 0000003"


def test_a_test_that_finds_nobody_has_not_passed(endpoint: Endpoint):
    reports = list(
        ldap_probe.look_up(ldap_probe.Server(endpoint, None), by_address("no@people.test"), WANTED)
    )
    assert reports[-1].state == "failed"
    assert "no entry matches" in reports[-1].failure.likely


def test_the_tree_is_walked_from_the_root_to_an_entry(endpoint: Endpoint):
    server = ldap_probe.Server(endpoint, GOOD)
    _, root = steps_of(ldap_probe.browse(server, ""))
    _, people = steps_of(ldap_probe.browse(server, PEOPLE))
    _, entry = steps_of(ldap_probe.browse(server, f"uid=p1,{PEOPLE}"))
    assert isinstance(root, Branch)
    assert SUFFIX in root.children
    assert isinstance(people, Branch)
    assert len(people.children) == 100
    assert people.more
    assert isinstance(entry, Branch)
    assert entry.entry.first("mail") == "p1@people.test"


def test_steps_say_what_they_found(endpoint: Endpoint):
    told: list[StepReport] = []
    opened = ldap.open_session(endpoint, GOOD, Trace(endpoint, told.append))
    opened.search(Query(PEOPLE, scope=Scope.BASE))
    opened.close()
    details = [one.detail for one in told if one.state == "passed"]
    assert f"as {READER}" in details
    assert f"1 found below {PEOPLE}" in details
