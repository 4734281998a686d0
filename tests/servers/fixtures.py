"""Pytest fixtures for the real mail servers; each pytest-xdist worker has its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import keeper
from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot
from tests.servers.issuer import Issuer
from tests.servers.postfix import Postfix
from tests.servers.slapd import Slapd
from tests.servers.tokens import Tokens


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder that the servers' own users can enter (pytest's tmp_path is closed to them)."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        # a worker whose controller was killed would finish its test first, and keep the servers
        keeper.die_with_parent()
    folder = Path(tempfile.mkdtemp(prefix="mailcenter-servers-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def certificates(server_folder: Path) -> Certificates:
    """One authority with a good and three bad certificates."""
    return Certificates(server_folder)


@pytest.fixture(scope="session")
def dovecot(server_folder: Path, certificates: Certificates) -> Iterator[Dovecot]:
    """IMAP, POP3 and LMTP."""
    with Dovecot(server_folder, certificates) as server:
        yield server


@pytest.fixture(scope="session")
def postfix(server_folder: Path, certificates: Certificates, dovecot: Dovecot) -> Iterator[Postfix]:
    """SMTP, delivering to `dovecot`."""
    with Postfix(server_folder, certificates, dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def tokens(server_folder: Path) -> Tokens:
    """Signs the access tokens that Dovecot accepts."""
    return Tokens(server_folder)


@pytest.fixture(scope="session")
def issuing(certificates: Certificates, tokens: Tokens) -> Iterator[Issuer]:
    """The provider of `issuer`, which runs from the first test that asks for it to the last."""
    with Issuer(certificates, tokens) as server:
        yield server


@pytest.fixture
def issuer(issuing: Issuer) -> Issuer:
    """A provider of OAuth 2.0 and OpenID Connect that has granted nothing yet and has no faults."""
    issuing.reset()
    return issuing


@pytest.fixture
def mailbox(dovecot: Dovecot) -> str:
    """The address of an empty mailbox; a Dovecot that the last test killed or froze runs again."""
    dovecot.start()
    return dovecot.mailbox()


@pytest.fixture(scope="session")
def slapd(server_folder: Path, certificates: Certificates) -> Iterator[Slapd]:
    """A directory with 10,000 people."""
    with Slapd(server_folder, certificates, people=10_000) as server:
        yield server


@pytest.fixture
def directory_server(slapd: Slapd) -> Slapd:
    """`slapd`, running again after a test that stopped or froze it."""
    return slapd.start()
