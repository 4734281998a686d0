"""What foreign errors mean: the table of libraries' exceptions and servers' answers."""

import errno
import imaplib
import poplib
import socket
import ssl

import pytest
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPDataError,
    SMTPReadTimeoutError,
    SMTPServerDisconnected,
)
from imapclient.exceptions import LoginError

from wire.classify import classify
from wire.endpoints import Endpoint
from wire.errors import Cause, Step
from wire.sasl.errors import impostor

HERE = Endpoint("mail.lab.test", 993)


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


def expired() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    return error


NETWORK = [
    (ConnectionRefusedError(111, "Connection refused"), Step.CONNECT, Cause.REFUSED),
    (OSError("Multiple exceptions: [Errno 111] a, [Errno 111] b"), Step.CONNECT, Cause.REFUSED),
    (TimeoutError("timed out"), Step.CONNECT, Cause.PASSING),
    (OSError(errno.EHOSTUNREACH, "No route to host"), Step.CONNECT, Cause.PASSING),
    (OSError(errno.ENETUNREACH, "unreachable"), Step.CONNECT, Cause.PASSING),
    (PermissionError(errno.EPERM, "no"), Step.CONNECT, Cause.CONFIGURATION),
    (socket.gaierror(socket.EAI_NONAME, "unknown"), Step.RESOLVE, Cause.CONFIGURATION),
    (socket.gaierror(socket.EAI_AGAIN, "try again"), Step.RESOLVE, Cause.PASSING),
    (UnicodeError("label too long"), Step.RESOLVE, Cause.CONFIGURATION),
    (ConnectionResetError(104, "reset"), Step.GREETING, Cause.PASSING),
    (BrokenPipeError(32, "pipe"), Step.FETCH, Cause.PASSING),
    (expired(), Step.ENCRYPTION, Cause.CONFIGURATION),
    (ssl.SSLEOFError(8, "EOF"), Step.ENCRYPTION, Cause.PASSING),
]
IMAP = [
    (LoginError("b'[AUTHENTICATIONFAILED] Authentication failed.'"), Cause.CREDENTIALS),
    (LoginError("[AUTHENTICATIONFAILED] no"), Cause.CREDENTIALS),
    (LoginError("b'AUTHENTICATE failed.'"), Cause.CREDENTIALS),
    (LoginError("b'Invalid credentials (Failure)'"), Cause.CREDENTIALS),
    (LoginError("[EXPIRED] password"), Cause.CREDENTIALS),
    (LoginError("[CONTACTADMIN] suspended"), Cause.CREDENTIALS),
    (LoginError("[PRIVACYREQUIRED] Plaintext disallowed"), Cause.CONFIGURATION),
    (LoginError("[ALERT] Unsupported authentication mechanism."), Cause.CONFIGURATION),
    (LoginError("[UNAVAILABLE] Temporary authentication failure"), Cause.PASSING),
    (LoginError("[INUSE] locked"), Cause.PASSING),
    (LoginError("[LIMIT] Maximum number of connections exceeded"), Cause.PASSING),
    (LoginError("Request is throttled. Suggested Backoff Time: 300 milliseconds"), Cause.PASSING),
    (LoginError("[ALERT] Too many simultaneous connections. (Failure)"), Cause.PASSING),
    (caused(LoginError("socket error: EOF"), imaplib.IMAP4.abort("EOF")), Cause.PASSING),
    (caused(LoginError("x"), TimeoutError("timed out")), Cause.PASSING),
    (imaplib.IMAP4.abort("socket error: EOF"), Cause.PASSING),
]
POP3 = [
    (b"-ERR [AUTH] Authentication failed.", Cause.CREDENTIALS),
    (b"-ERR Logon failure: unknown user name or bad password.", Cause.CREDENTIALS),
    (
        b"-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
        Cause.CONFIGURATION,
    ),
    (b"-ERR [AUTH] Unsupported authentication mechanism.", Cause.CONFIGURATION),
    (b"-ERR [IN-USE] Mailbox is locked by another POP3 session.", Cause.PASSING),
    (b"-ERR mailbox locked", Cause.PASSING),
    (b"-ERR [LOGIN-DELAY] wait", Cause.PASSING),
    (b"-ERR [SYS/TEMP] backend down", Cause.PASSING),
    (b"-ERR [SYS/PERM] no mailbox", Cause.CONFIGURATION),
    ("-ERR EOF", Cause.PASSING),
]
SMTP = [
    (SMTPAuthenticationError(535, "5.7.8 bad credentials"), Step.AUTHENTICATION, Cause.CREDENTIALS),
    (
        SMTPAuthenticationError(535, "5.7.8 Invalid authentication mechanism"),
        Step.AUTHENTICATION,
        Cause.CONFIGURATION,
    ),
    (SMTPAuthenticationError(454, "4.7.0 temporary"), Step.AUTHENTICATION, Cause.PASSING),
    (SMTPAuthenticationError(504, "5.5.4 unknown"), Step.AUTHENTICATION, Cause.CONFIGURATION),
    (SMTPAuthenticationError(530, "5.7.0 needed"), Step.AUTHENTICATION, Cause.CONFIGURATION),
    (SMTPAuthenticationError(538, "5.7.11 TLS"), Step.AUTHENTICATION, Cause.CONFIGURATION),
    (SMTPConnectResponseError(421, "busy"), Step.GREETING, Cause.PASSING),
    (SMTPConnectResponseError(554, "no"), Step.GREETING, Cause.CONFIGURATION),
    (SMTPDataError(552, "too big"), Step.DATA, Cause.MESSAGE),
    (SMTPServerDisconnected("Connection lost"), Step.SENDER, Cause.PASSING),
    (SMTPReadTimeoutError("timed out"), Step.RECIPIENT, Cause.PASSING),
    (caused(SMTPConnectError("x"), ConnectionRefusedError(111, "r")), Step.CONNECT, Cause.REFUSED),
    (caused(SMTPConnectError("x"), expired()), Step.ENCRYPTION, Cause.CONFIGURATION),
]


@pytest.mark.parametrize(("error", "step", "cause"), NETWORK + SMTP, ids=repr)
def test_an_error_has_its_cause(error, step, cause) -> None:
    found = classify(error, step, HERE)
    assert found.cause is cause
    assert found.why.likely
    assert "mail.lab.test:993" in str(found)


@pytest.mark.parametrize(("error", "cause"), IMAP, ids=repr)
def test_an_imap_answer_to_signing_in_has_its_cause(error, cause) -> None:
    assert classify(error, Step.AUTHENTICATION, HERE).cause is cause


@pytest.mark.parametrize(("answer", "cause"), POP3, ids=repr)
def test_a_pop3_answer_to_signing_in_has_its_cause(answer, cause) -> None:
    assert classify(poplib.error_proto(answer), Step.AUTHENTICATION, HERE).cause is cause


def test_a_missing_folder_is_a_matter_of_settings() -> None:
    error = imaplib.IMAP4.error("select failed: Mailbox doesn't exist: X")
    found = classify(error, Step.FOLDER, HERE)
    assert (found.cause, found.permanent) == (Cause.CONFIGURATION, True)
    assert "folder" in found.why.remedy


def test_a_refused_message_says_nothing_about_the_mailbox() -> None:
    error = poplib.error_proto(b"-ERR Message 1 expunged.")
    assert classify(error, Step.FETCH, HERE).cause is Cause.MESSAGE


def test_the_servers_words_are_kept() -> None:
    error = LoginError("b'[AUTHENTICATIONFAILED] Authentication failed.'")
    why = classify(error, Step.AUTHENTICATION, HERE).why
    assert why.answer == "[AUTHENTICATIONFAILED] Authentication failed."


def test_what_went_wrong_inside_a_mechanism_keeps_its_words() -> None:
    found = classify(impostor("SCRAM-SHA-256"), Step.AUTHENTICATION, HERE)
    assert (found.cause, found.step) == (Cause.CONFIGURATION, Step.AUTHENTICATION)
    assert "could not prove by SCRAM-SHA-256" in str(found)
    assert "mail.lab.test:993" in str(found)
