"""XOAUTH2, the token mechanism of Google and Microsoft ("OAuth 2.0 Mechanism" of Gmail)."""

from wire.sasl.mechanism import Secret


class XOAuth2:
    name = "XOAUTH2"
    readable = True
    initial = True

    def __init__(self, secret: Secret) -> None:
        self._response = f"user={secret.user}\1auth=Bearer {secret.password}\1\1".encode()
        self.refusal = ""
        self.done = False

    def step(self, challenge: bytes | None) -> bytes:
        """A challenge after the token is the provider's JSON about its refusal: answered empty."""
        if self.done:
            self.refusal = (challenge or b"").decode("utf-8", "replace")
            return b""
        self.done = True
        return self._response
