"""A certificate authority of our own and server certificates, one good and three bad."""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.servers.ports import LOCALHOST

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """Paths of the PEM files of one certificate and its private key."""

    cert: Path
    key: Path


@dataclass(frozen=True)
class _Issuer:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey


class Certificates:
    """Makes all certificates in `folder`/certificates; they pass VERIFY_X509_STRICT (RFC 5280).

    Attributes:
        ca: PEM file of the authority.
        good, expired, wrong_host: signed by it; good for localhost and 127.0.0.1 to 127.0.0.7.
        self_signed: the names of `good`, signed by nobody else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder).resolve() / "certificates"
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        authority = _Issuer(_name("Test authority"), _new_key())
        here: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName("mail.lab.test")]
        here += [x509.IPAddress(ipaddress.ip_address(address)) for address in LOCALHOST]
        self.ca = self._write("ca", _authority(authority), authority.key).cert
        self.good = self._server("good", here, issuer=authority)
        self.expired = self._server("expired", here, issuer=authority, days=-1)
        self.wrong_host = self._server(
            "wrong_host", [x509.DNSName("other.example")], issuer=authority
        )
        self.self_signed = self._server("self_signed", here, issuer=None)

    def _server(
        self,
        name: str,
        names: list[x509.GeneralName],
        *,
        issuer: _Issuer | None,
        days: int = 3650,
    ) -> Pair:
        key, subject = _new_key(), _name(f"Test server {name}")
        issuer = issuer or _Issuer(subject, key)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = (
            _builder(subject, key, issuer=issuer, days=days)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(usage, critical=False)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
        )
        return self._write(name, builder.sign(issuer.key, hashes.SHA256()), key)

    def _write(self, name: str, cert: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
        pair = Pair(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        pair.cert.write_bytes(cert.public_bytes(serialization.Encoding.PEM))
        pair.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        # the servers run as other users; these keys protect nothing
        pair.cert.chmod(0o644)
        pair.key.chmod(0o644)
        return pair


def _authority(issuer: _Issuer) -> x509.Certificate:
    return (
        _builder(issuer.name, issuer.key, issuer=issuer, days=3650)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(issuer.key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, issuer: _Issuer, days: int
) -> x509.CertificateBuilder:
    """Start a certificate that was valid from 30 days ago until `days` from now."""
    now = dt.datetime.now(dt.UTC)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 30 * _DAY)
        .not_valid_after(now + days * _DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())
