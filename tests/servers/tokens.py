"""Signed access tokens (RFC 7519) that Dovecot checks by itself, for XOAUTH2 and OAUTHBEARER."""

import base64
import json
import time
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.servers.process import write

FOLDER = "tokens"


class Tokens:
    """An issuer of its own; its public key lies where a Dovecot in the same folder looks for it."""

    def __init__(self, folder: Path) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        # <client or default>/<algorithm>/<key id or default>
        place = Path(folder).resolve() / FOLDER / "default" / "RS256"
        place.mkdir(parents=True, exist_ok=True)
        for part in (place, *place.parents[:2]):
            part.chmod(0o755)
        public = self._key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        write(place / "default", public.decode())

    def token(self, user: str, *, seconds: int = 3600) -> str:
        """Return a token that lets `user` in for so long; one of negative length has expired."""
        # Dovecot's clock lags a little: a token issued just now would come from the future
        issued = int(time.time()) - 10
        claims = {"sub": user, "email": user, "iat": issued, "exp": issued + 10 + seconds}
        head = {"typ": "JWT", "alg": "RS256"}
        signed = ".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_encoded(signature)}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
