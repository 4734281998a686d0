"""OAUTHBEARER (RFC 7628): an access token, named with host and port."""

from wire.sasl.mechanism import Secret


class OAuthBearer:
    name = "OAUTHBEARER"
    readable = True
    initial = True

    def __init__(self, secret: Secret) -> None:
        user = secret.user.replace("=", "=3D").replace(",", "=2C")
        self._response = (
            f"n,a={user},\1host={secret.host}\1port={secret.port}"
            f"\1auth=Bearer {secret.password}\1\1"
        ).encode()
        self.refusal = ""
        self.done = False

    def step(self, challenge: bytes | None) -> bytes:
        """A challenge after the token is the JSON of a refusal: one 0x01 ends it (section 3.2.3)."""
        if self.done:
            self.refusal = (challenge or b"").decode("utf-8", "replace")
            return b"\1"
        self.done = True
        return self._response
