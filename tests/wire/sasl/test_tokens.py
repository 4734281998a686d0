"""A refused access token, in the words of each large provider: what the administrator reads."""

import base64
import imaplib
import json
import poplib

import pytest
from aiosmtplib.errors import SMTPAuthenticationError

from wire.endpoints import Endpoint
from wire.errors import Cause, WireError
from wire.sasl.exchange import exchange
from wire.sasl.mechanism import Secret
from wire.sasl.xoauth2 import XOAuth2

HERE = Endpoint("mail.lab.test", 993)
TOKEN = "s3ntinel-token"
EXCHANGE = "New-ServicePrincipal"
GOOGLE = {"schemes": "Bearer", "scope": "https://mail.google.com/"}
REFUSALS = [
    (imaplib.IMAP4.error("AUTHENTICATE failed."), {}, EXCHANGE, "user"),
    (poplib.error_proto(b"-ERR Authentication failure: unknown user name"), {}, EXCHANGE, "user"),
    (SMTPAuthenticationError(535, "5.7.3 Authentication unsuccessful"), {}, EXCHANGE, "user"),
    (imaplib.IMAP4.error("[AUTHENTICATIONFAILED] Invalid credentials (Failure)"),
     GOOGLE | {"status": "400"}, "has consented", "user"),
    (SMTPAuthenticationError(535, "5.7.8 Username and Password not accepted"),
     GOOGLE | {"status": "400"}, "has consented", "user"),
    (imaplib.IMAP4.error("[AUTHENTICATIONFAILED] Invalid credentials (Failure)"),
     GOOGLE | {"status": "401"}, "expired or was revoked", "secret"),
    (imaplib.IMAP4.error("[AUTHENTICATIONFAILED] no"), {"status": "invalid_token"},
     "expired or was revoked", "secret"),
    (imaplib.IMAP4.error("[AUTHENTICATIONFAILED] no"), {}, "Authorise", "secret"),
]  # fmt: skip
NOT_THE_TOKEN = [
    (SMTPAuthenticationError(535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
     "disabled for the Mailbox."), Cause.CONFIGURATION, "Set-CASMailbox", "method"),
    (SMTPAuthenticationError(550, "5.7.30 Basic authentication is not supported"),
     Cause.CONFIGURATION, "OAuth", "method"),
    (imaplib.IMAP4.error("User is authenticated but not connected."), Cause.PASSING,
     "full access", "user"),
    (SMTPAuthenticationError(432, "4.3.2 STOREDRV; sender thread limit exceeded"), Cause.PASSING,
     "three at a time", ""),
    (imaplib.IMAP4.error("[ALERT] Too many simultaneous connections. (Failure)"), Cause.PASSING,
     "no more connections", "user"),
]  # fmt: skip


def sign_in(error: Exception, challenge: dict[str, str]) -> None:
    """With a server that first says why, and then raises."""
    mechanism = XOAuth2(Secret("anna@lab.test", TOKEN, "imap", "mail.lab.test", 993))
    with exchange(mechanism, HERE) as talk:
        talk.initial(room=1000)
        talk.answer(base64.b64encode(json.dumps(challenge).encode() if challenge else b""))
        raise error


def refused(error: Exception, challenge: dict[str, str]) -> WireError:
    with pytest.raises(WireError) as caught:
        sign_in(error, challenge)
    return caught.value


@pytest.mark.parametrize(("error", "challenge", "words", "field"), REFUSALS)
def test_a_refused_token_says_what_to_do(error, challenge, words: str, field: str) -> None:
    found = refused(error, challenge)
    assert found.cause is Cause.CREDENTIALS
    assert words in f"{found.why.likely} {found.why.remedy}"
    assert found.why.field == field
    assert found.why.tried == str(HERE)
    assert TOKEN not in str(found)


@pytest.mark.parametrize(("error", "cause", "words", "field"), NOT_THE_TOKEN)
def test_what_is_not_the_tokens_fault_is_told_as_what_it_is(error, cause, words, field) -> None:
    found = refused(error, {})
    assert (found.cause, found.why.field) == (cause, field)
    assert words in f"{found.why.likely} {found.why.remedy}"
