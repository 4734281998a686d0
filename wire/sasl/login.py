"""LOGIN (draft-murchison-sasl-login): the server asks for the user name, then for the password."""

from wire.sasl.errors import nonsense
from wire.sasl.mechanism import Secret


class Login:
    name = "LOGIN"
    readable = True
    # Servers differ in what they make of an initial response: let them ask.
    initial = False

    def __init__(self, secret: Secret) -> None:
        self._answers = [secret.user.encode(), secret.password.encode()]

    @property
    def done(self) -> bool:
        return not self._answers

    def step(self, challenge: bytes | None) -> bytes:
        """The prompts have no fixed wording: the order alone counts."""
        if not self._answers:
            raise nonsense(self.name, "it asks a third time")
        return self._answers.pop(0)
