"""An application, an account and certificates, without any provider behind them."""

import datetime as dt
from dataclasses import dataclass

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from accounts.models import EmailAccount, OAuthApplication
from departments.models import Department


@dataclass(frozen=True)
class Pair:
    """A certificate of an application and its key, as PEM."""

    certificate: str
    key: str
    ends: dt.date


def made_pair(days: int = 90) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mailcenter")])
    now = dt.datetime.now(dt.UTC)
    ends = now + dt.timedelta(days=days)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Pair(certificate.public_bytes(Encoding.PEM).decode(), text, ends.date())


@pytest.fixture
def pair() -> Pair:
    return made_pair()


@pytest.fixture
def application(root: Department) -> OAuthApplication:
    return OAuthApplication.objects.create(
        partition=root.partition,
        name="Mail",
        provider="generic",
        client_id="mailcenter",
        client_secret="tapir-secret-41",
        authorization_url="https://login.lab.test/authorize",
        token_url="https://login.lab.test/token",
        scopes="mail offline_access",
    )


@pytest.fixture
def account(application: OAuthApplication, root: Department) -> EmailAccount:
    return EmailAccount.objects.create(
        department=root, name="Support", application=application, address="support@lab.test"
    )
