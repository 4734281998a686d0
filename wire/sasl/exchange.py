"""One attempt to sign in: base64 (RFC 4422 section 4), cancelling, and the reason of a refusal."""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from wire.causes import Place, Symptom, explain
from wire.causes_tokens import REFUSED_TOKEN
from wire.classify import FOREIGN, classify
from wire.endpoints import Endpoint
from wire.errors import Cause, Step, WireError
from wire.sasl.errors import SaslError, impostor, nonsense
from wire.sasl.mechanism import Mechanism, refusal_of
from wire.sasl.method import WITH_TOKEN

CANCEL = b"*"
# No mechanism needs more than a handful; a server must not keep a worker busy for ever.
MOST_CHALLENGES = 12
_TOKENS = frozenset(method.sasl_name for method in WITH_TOKEN)


class Exchange:
    """Turns the server's lines into the client's. Raises SaslError before a byte was sent."""

    def __init__(self, mechanism: Mechanism) -> None:
        self._mechanism = mechanism
        self._held = mechanism.step(None) if mechanism.initial else None
        self._challenges = 0
        self.failure: SaslError | None = None

    def initial(self, room: int) -> bytes | None:
        """The initial response for the command's line, at most ``room`` bytes long.

        None where there is none, or where it has to wait for the server's first challenge.
        """
        line = None if self._held is None else base64.b64encode(self._held) or b"="
        if line is None or len(line) > room:
            return None
        self._held = None
        return line

    def answer(self, challenge: bytes) -> bytes:
        """The line for the server's challenge; ``*`` where the client has to give up."""
        try:
            return base64.b64encode(self._response(challenge))
        except SaslError as error:
            self.failure = error
            return CANCEL

    def _response(self, challenge: bytes) -> bytes:
        self._challenges += 1
        if self._challenges > MOST_CHALLENGES:
            raise nonsense(self._mechanism.name, "it never ends")
        if self._held is not None:
            held, self._held = self._held, None
            return held
        try:
            return self._mechanism.step(base64.b64decode(challenge, validate=True))
        except binascii.Error as error:
            raise nonsense(self._mechanism.name, "a challenge is not base64") from error


@contextmanager
def exchange(mechanism: Mechanism, endpoint: Endpoint) -> Iterator[Exchange]:
    """Runs one attempt; leaving it without an error means the server said yes.

    Raises SaslError, also where the server says yes without the proof that the mechanism wants;
    WireError where the server refuses.
    """
    talk = Exchange(mechanism)
    try:
        yield talk
    except FOREIGN as error:
        if talk.failure:
            raise talk.failure from error
        refused = classify(error, Step.AUTHENTICATION, endpoint)
        raise _told(refused, mechanism) from error
    if talk.failure:
        raise talk.failure
    if not mechanism.done:
        raise impostor(mechanism.name)


def _told(error: WireError, mechanism: Mechanism) -> WireError:
    """With the reason from inside the exchange, and of tokens as tokens."""
    why = error.why
    answer = " ".join(filter(None, (why.answer, refusal_of(mechanism))))
    if error.cause is Cause.CREDENTIALS and mechanism.name in _TOKENS:
        _, of_token = explain(Symptom(REFUSED_TOKEN, error.step, answer), Place())
        why = replace(of_token, tried=why.tried)
    return WireError(error.cause, error.step, replace(why, answer=answer), code=error.code)
