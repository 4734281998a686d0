"""DIGEST-MD5 (RFC 2831) with qop=auth: both sides prove that they know the password."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable

from wire.sasl.errors import impostor, nonsense
from wire.sasl.mechanism import Secret

_DIRECTIVE = re.compile(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_MOST_BYTES = 2048  # of a challenge (section 2.1.1)


class DigestMd5:
    name = "DIGEST-MD5"
    readable = False
    initial = False

    def __init__(self, secret: Secret, nonce: Callable[[], str] = secrets.token_urlsafe) -> None:
        self._secret = secret
        self._cnonce = nonce()
        self._uri = f"{secret.service}/{secret.host}"
        self._expected = ""
        self.done = False

    def step(self, challenge: bytes | None) -> bytes:
        if not challenge or self.done:
            raise nonsense(self.name, "a challenge was expected")
        if self._expected:
            self._check(challenge)
            self.done = True
            return b""
        return self._answer(_directives(challenge))

    def _check(self, challenge: bytes) -> None:
        """The server's proof (section 2.1.3)."""
        proof = challenge.decode("utf-8", "replace").removeprefix("rspauth=")
        if not hmac.compare_digest(proof.encode(), self._expected.encode()):
            raise impostor(self.name)

    def _answer(self, asked: dict[str, list[str]]) -> bytes:
        nonces = asked.get("nonce", [])
        if len(nonces) != 1 or asked.get("algorithm") != ["md5-sess"]:
            raise nonsense(self.name, "a nonce and the algorithm md5-sess were expected")
        if "auth" not in re.split(r"[\s,]+", asked.get("qop", ["auth"])[0]):
            raise nonsense(self.name, "it insists on a security layer")
        realm = self._realm(asked.get("realm", []))
        sign = self._signer(realm, nonces[0])
        self._expected = sign("")
        fields = {"username": self._secret.user, "realm": realm, "nonce": nonces[0]}
        fields |= {"cnonce": self._cnonce, "digest-uri": self._uri}
        words = ["charset=utf-8"] if "charset" in asked else []
        words += [f'{name}="{_quoted(value)}"' for name, value in fields.items()]
        words += ["nc=00000001", "qop=auth", f"response={sign('AUTHENTICATE')}"]
        return ",".join(words).encode()

    def _realm(self, offered: list[str]) -> str:
        """The user's own domain where the server has it or names none, else its first one."""
        domain = self._secret.user.rpartition("@")[2] if "@" in self._secret.user else ""
        if not offered or domain in offered:
            return domain
        return offered[0]

    def _signer(self, realm: str, nonce: str) -> Callable[[str], str]:
        identity = (self._secret.user, realm, self._secret.password)
        start = _md5(b":".join(map(_hashable, identity)))
        key = _md5(start + f":{nonce}:{self._cnonce}".encode()).hex()

        def sign(verb: str) -> str:
            target = _md5(f"{verb}:{self._uri}".encode()).hex()
            return _md5(f"{key}:{nonce}:00000001:{self._cnonce}:auth:{target}".encode()).hex()

        return sign


def _directives(challenge: bytes) -> dict[str, list[str]]:
    """The directives, each with all its values: realm may come several times."""
    if len(challenge) > _MOST_BYTES:
        raise nonsense(DigestMd5.name, "the challenge is too long")
    found: dict[str, list[str]] = {}
    for name, quoted, bare in _DIRECTIVE.findall(challenge.decode("utf-8", "replace")):
        value = re.sub(r"\\(.)", r"\1", quoted) or bare
        found.setdefault(name.lower(), []).append(value)
    return found


def _hashable(text: str) -> bytes:
    """ISO 8859-1 wherever it suffices, also after charset=utf-8 (section 2.1.2.1)."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()
