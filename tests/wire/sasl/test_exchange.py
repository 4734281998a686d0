"""One attempt as lines: initial responses, cancelling, and a server that must not be believed."""

import imaplib

import pytest

from wire.endpoints import Endpoint
from wire.errors import Cause, WireError
from wire.sasl.cram_md5 import CramMd5
from wire.sasl.errors import SaslError
from wire.sasl.exchange import MOST_CHALLENGES, Exchange, exchange
from wire.sasl.kerberos_errors import explained
from wire.sasl.mechanism import Mechanism, Secret
from wire.sasl.method import Method
from wire.sasl.plain import Plain
from wire.sasl.scram import Scram
from wire.sasl.xoauth2 import XOAuth2

HERE = Endpoint("mail.lab.test", 143)
SECRET = Secret("u", "p", "imap", "mail.lab.test", 143)
ENCODED = b"AHUAcA=="


class Silent(Plain):
    """Begins with an empty response."""

    def step(self, challenge: bytes | None) -> bytes:
        return b""


def test_an_initial_response_goes_on_the_commands_line_where_it_fits() -> None:
    assert Exchange(Plain(SECRET)).initial(room=len(ENCODED)) == ENCODED


def test_an_initial_response_without_room_waits_for_the_server() -> None:
    talk = Exchange(Plain(SECRET))
    assert talk.initial(room=len(ENCODED) - 1) is None
    # some servers say words here that are not base64
    assert talk.answer(b"go ahead!") == ENCODED


def test_an_empty_initial_response_is_an_equals_sign() -> None:
    assert Exchange(Silent(SECRET)).initial(room=10) == b"="


def refused(mechanism: Mechanism, challenge: bytes, answer: str) -> None:
    """Runs an attempt with one challenge up to the server's no."""
    with exchange(mechanism, HERE) as talk:
        talk.initial(room=1000)
        talk.answer(challenge)
        raise imaplib.IMAP4.error(answer)


@pytest.mark.parametrize("challenge", [b"not base64!", b""])
def test_the_client_cancels_a_challenge_that_makes_no_sense(challenge) -> None:
    assert Exchange(CramMd5(SECRET)).answer(challenge) == b"*"
    with pytest.raises(SaslError, match="makes no sense"):
        refused(CramMd5(SECRET), challenge, "NO")


def test_a_server_that_goes_on_asking_for_ever_is_cancelled() -> None:
    talk = Exchange(XOAuth2(SECRET))
    said = [talk.answer(b"") for _ in range(MOST_CHALLENGES + 1)]
    assert said.index(b"*") == MOST_CHALLENGES


def test_a_yes_without_the_servers_proof_is_not_believed() -> None:
    mechanism = Scram(SECRET, Method.SCRAM_SHA_256)
    with pytest.raises(SaslError, match="could not prove"), exchange(mechanism, HERE) as talk:
        talk.initial(room=1000)


def test_a_refused_token_is_told_as_a_token_with_the_providers_reason() -> None:
    with pytest.raises(WireError) as caught:
        refused(XOAuth2(SECRET), b"eyJzdGF0dXMiOiI0MDAifQ==", "[AUTHENTICATIONFAILED] no")
    why = caught.value.why
    assert why.likely.startswith("The server refuses the access token: it may have expired")
    assert why.answer == '[AUTHENTICATIONFAILED] no {"status":"400"}'


def test_the_final_answer_decides_and_not_the_providers_reason() -> None:
    with pytest.raises(WireError) as caught:
        refused(XOAuth2(SECRET), b"", "[ALERT] Too many simultaneous connections. (Failure)")
    assert caught.value.cause is Cause.PASSING


KERBEROS = [
    (2529638943, Cause.CREDENTIALS, "password"),
    (2529638936, Cause.CREDENTIALS, "password"),
    (2529638918, Cause.CREDENTIALS, "does not know the user"),
    (2529638944, Cause.CREDENTIALS, "expired"),
    (2529639068, Cause.PASSING, "cannot be reached"),
    (2529638919, Cause.CONFIGURATION, "this mail server"),
    (-1765328347, Cause.CONFIGURATION, "clocks"),
    (12345, Cause.CONFIGURATION, "Kerberos failed"),
]


@pytest.mark.parametrize(("code", "cause", "words"), KERBEROS)
def test_kerberos_own_numbers_have_their_causes(code, cause, words) -> None:
    error = explained(code, "library's words")
    assert error.cause is cause
    assert words in error.why.likely
    assert error.why.answer == "library's words"
