"""How an application proves who it is at the token endpoint: by secret or by certificate."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import quote_plus

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from wire.oauth.known import Own
from wire.oauth.refusals import Refusal, error_for
from wire.oauth.values import Client, Endpoints

LIFE = timedelta(minutes=5)
_BY_JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def proof(
    client: Client, endpoints: Endpoints, *, now: datetime
) -> tuple[dict[str, str], Mapping[str, str]]:
    """The form's fields and the headers of the request. Raises OAuthError for an unusable key."""
    if client.private_key:
        assertion = _assertion(client, endpoints.token_url, now)
        fields = {"client_assertion_type": _BY_JWT, "client_assertion": assertion}
        return {"client_id": client.client_id} | fields, {}
    if client.secret and endpoints.secret_in_header:
        # Both are form-encoded first (RFC 6749 section 2.3.1).
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
        basic = base64.b64encode(pair.encode()).decode()
        return {}, {"Authorization": f"Basic {basic}"}
    secret = {"client_secret": client.secret} if client.secret else {}
    return {"client_id": client.client_id} | secret, {}


def _assertion(client: Client, audience: str, now: datetime) -> str:
    """RFC 7523 section 3; the certificate is named by its thumbprint (RFC 7515 section 4.1.8)."""
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": audience,
        "iat": now,
        "exp": now + LIFE,
        "jti": secrets.token_urlsafe(16),
    }
    try:
        key = load_pem_private_key(client.private_key.encode(), None)
        algorithm = (
            _ELLIPTIC[key.curve.name] if isinstance(key, ec.EllipticCurvePrivateKey) else "RS256"
        )
        return jwt.encode(claims, client.private_key, algorithm, _named(client.certificate))
    except (ValueError, TypeError, KeyError, jwt.PyJWTError) as error:
        raise error_for(Refusal(Own.CLIENT)) from error


_ELLIPTIC = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}


def _named(certificate: str) -> dict[str, str]:
    if not certificate:
        return {}
    der = x509.load_pem_x509_certificate(certificate.encode()).public_bytes(Encoding.DER)
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=")
    return {"x5t#S256": thumbprint.decode()}
