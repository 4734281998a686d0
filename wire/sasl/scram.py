"""SCRAM-SHA-1 and SCRAM-SHA-256 (RFC 5802, 7677) by scramp, without channel binding."""

from scramp import ScramClient, ScramException

from wire.sasl.errors import impostor, nonsense
from wire.sasl.mechanism import Secret
from wire.sasl.method import Method


class Scram:
    readable = False
    initial = True

    def __init__(self, secret: Secret, method: Method, *, nonce: str | None = None) -> None:
        self.name = method.sasl_name
        self.done = False
        try:
            self._client = ScramClient([self.name], secret.user, secret.password, c_nonce=nonce)
        except ScramException as error:
            raise nonsense(self.name, f"user name or password cannot be used ({error})") from error
        self._next = self._first

    def step(self, challenge: bytes | None) -> bytes:
        if self.done:
            raise nonsense(self.name, "it goes on after its proof")
        # Where there was no room for the initial response, servers ask with an empty challenge.
        return self._next((challenge or b"").decode("utf-8", "replace"))

    def _first(self, challenge: str) -> bytes:
        self._next = self._prove
        return str(self._client.get_client_first()).encode()

    def _prove(self, challenge: str) -> bytes:
        self._next = self._verify
        try:
            self._client.set_server_first(challenge)
            return str(self._client.get_client_final()).encode()
        except (ScramException, ValueError) as error:
            raise nonsense(self.name, str(error)) from error

    def _verify(self, challenge: str) -> bytes:
        if challenge.startswith("e="):
            return b""  # the refusal itself follows, in the protocol's own words
        try:
            self._client.set_server_final(challenge)
        except (ScramException, ValueError) as error:
            raise impostor(self.name) from error
        self.done = True
        return b""
