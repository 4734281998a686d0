"""Signed access tokens (RFC 7519) that Dovecot checks by itself, for XOAUTH2 and OAUTHBEARER."""

import base64
import json
import time
from collections.abc import Mapping
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

    def token(self, user: str, *, seconds: int = 3600, **claims: object) -> str:
        """Return a token that lets `user` in for so long; one of negative length has expired.

        Dovecot lets in the mailbox of the claim `shared_mailbox`, too, and all mailboxes of the
        domain of `app_mailbox`.
        """
        # Dovecot's clock lags a little: a token issued just now would come from the future
        issued = int(time.time()) - 10
        times = {"iat": issued, "exp": issued + 10 + seconds}
        # without a claim that it looks for Dovecot does not refuse, but calls itself broken
        nobody = {"shared_mailbox": "none@none.invalid", "app_mailbox": "none@none.invalid"}
        return self.signed({"sub": user, "email": user} | nobody | times | claims)

    def signed(self, claims: Mapping[str, object]) -> str:
        """Return any claims as a signed token."""
        head = {"typ": "JWT", "alg": "RS256"}
        signed = ".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_encoded(signature)}"

    def public_key(self) -> dict[str, str]:
        """Return the public key as a JWK (RFC 7517)."""
        numbers = self._key.public_key().public_numbers()
        parts = {"n": numbers.n, "e": numbers.e}
        shown = {
            name: _encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))
            for name, value in parts.items()
        }
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "default"} | shown


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
