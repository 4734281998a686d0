"""PLAIN (RFC 4616): user name and password in one readable response."""

from wire.sasl.mechanism import Secret


class Plain:
    name = "PLAIN"
    readable = True
    initial = True

    def __init__(self, secret: Secret) -> None:
        self._response = f"\0{secret.user}\0{secret.password}".encode()
        self.done = False

    def step(self, challenge: bytes | None) -> bytes:
        self.done = True
        return self._response
