"""TLS contexts, made once for each set of settings: making one costs more than a whole poll."""

import ssl
from functools import lru_cache

from wire.endpoints import Endpoint
from wire.errors import Cause, Explanation, Step, WireError


def context_for(endpoint: Endpoint) -> ssl.SSLContext:
    """TLS 1.2 or newer (RFC 8996), verified against the system's CAs and the endpoint's own."""
    return _context(endpoint.verify, endpoint.ca_bundle)


@lru_cache(maxsize=256)
def _context(verify: bool, ca_bundle: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_bundle:
        try:
            context.load_verify_locations(cadata=ca_bundle)
        except ssl.SSLError as error:
            likely = "The CA certificates of the partition cannot be read."
            why = Explanation(likely, "Copy them into the partition anew, whole.")
            raise WireError(Cause.CONFIGURATION, Step.ENCRYPTION, why) from error
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def describe(sock: ssl.SSLSocket | ssl.SSLObject) -> str:
    """Protocol, cipher and, where verified, the certificate's subject, issuer and last day."""
    cipher = sock.cipher()
    words = [f"{sock.version()}, {cipher[0] if cipher else 'unknown cipher'}"]
    certificate = sock.getpeercert()
    if certificate:
        subject = _common_name(certificate.get("subject", ()))
        issuer = _common_name(certificate.get("issuer", ()))
        words.append(f"certificate of {subject}, issued by {issuer}")
        words.append(f"valid until {certificate.get('notAfter', 'unknown')}")
    else:
        words.append("certificate NOT verified")
    return "; ".join(words)


def _common_name(name: object) -> str:
    pairs = [pair for group in name for pair in group] if isinstance(name, tuple) else []
    return next((str(value) for key, value in pairs if key == "commonName"), "an unnamed subject")
