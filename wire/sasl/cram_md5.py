"""CRAM-MD5 (RFC 2195): the challenge signed with the password."""

import hmac

from wire.sasl.errors import nonsense
from wire.sasl.mechanism import Secret


class CramMd5:
    name = "CRAM-MD5"
    readable = False
    initial = False

    def __init__(self, secret: Secret) -> None:
        self._user, self._password = secret.user, secret.password
        self.done = False

    def step(self, challenge: bytes | None) -> bytes:
        if not challenge or self.done:
            raise nonsense(self.name, "one challenge was expected")
        self.done = True
        digest = hmac.new(self._password.encode(), challenge, "md5").hexdigest()
        return f"{self._user} {digest}".encode()
