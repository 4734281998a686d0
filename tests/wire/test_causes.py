"""From what was seen on the wire to the words the administrator reads: the table, row by row."""

import imaplib
import poplib
import socket
import ssl

import pytest
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPConnectTimeoutError,
    SMTPDataError,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from imapclient.exceptions import LoginError

from wire import causes
from wire.causes_answers import REFUSED
from wire.classify import classify
from wire.endpoints import Endpoint
from wire.errors import Cause, Explanation, Step, WireError

HERE = Endpoint("mail.lab.test", 143, timeout=30)
FIELDS = {
    *("", "host", "port", "encryption", "verify", "method", "user", "secret"),
    *("folder", "address", "protocol"),
    *("base", "bind_dn", "filter_template"),  # of a directory server
}
BANNER = "SSH-2.0-OpenSSH_9.9"


def certificate(reason: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, f"certificate verify failed: {reason}")
    error.verify_message = reason
    return error


def tls(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}] …")
    error.reason = reason
    return error


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


# seen, at which step -> words of cause and remedy, and the form's field
WAY = [
    (socket.gaierror(-2, "Name or service not known"), "resolve", "no server called", "host"),
    (socket.gaierror(-5, "No address"), "resolve", "has no address of a server", "host"),
    (socket.gaierror(-3, "Temporary failure"), "resolve", "name server does not answer", "host"),
    (UnicodeError("label empty or too long"), "resolve", "not a possible server name", "host"),
    (
        ConnectionRefusedError(111, "r"),
        "connect",
        "Nothing accepts connections on port 143",
        "port",
    ),
    (
        caused(SMTPConnectError("x"), OSError("Multiple: [Errno 111] a, [Errno 111] b")),
        "connect",
        "Nothing accepts",
        "port",
    ),
    (TimeoutError("timed out"), "connect", "a firewall in between", "host"),
    (TimeoutError("timed out"), "greeting", "try encryption TLS", "encryption"),
    (SMTPConnectTimeoutError("Timed out"), "greeting", "try encryption TLS", "encryption"),
    (TimeoutError("_ssl.c:989: The handshake timed out"), "encryption", "another kind", "port"),
    (TimeoutError("timed out"), "authentication", "wrong passwords", ""),
    (TimeoutError("timed out"), "fetch", "did not answer within 30 seconds", ""),
    (OSError(113, "No route to host"), "connect", "no way through the network", "host"),
    (OSError(101, "unreachable"), "connect", "no way through the network", "host"),
    (PermissionError(13, "Permission denied"), "connect", "own firewall", "port"),
    (OSError(22, "Invalid argument"), "connect", "throws the connection", "host"),
    (OSError(5, "strange"), "connect", "The connection failed", ""),
    (imaplib.IMAP4.abort("socket error: EOF"), "greeting", "without a greeting", "host"),
    (poplib.error_proto("-ERR EOF"), "greeting", "without a greeting", "host"),
    (ConnectionResetError(104, "reset"), "greeting", "without a greeting", "host"),
    (SMTPServerDisconnected("Unexpected EOF received"), "sender", "closed the connection", ""),
    (ssl.SSLEOFError(8, "EOF"), "encryption", "while it was being encrypted", "encryption"),
    (
        caused(LoginError("socket error: EOF"), imaplib.IMAP4.abort("EOF")),
        "authentication",
        "account has no mailbox",
        "user",
    ),
    (poplib.error_proto("-ERR EOF"), "authentication", "account has no mailbox", "user"),
]
ENCRYPTION = [
    (certificate("certificate has expired"), "encryption", "renewed", "verify"),
    (certificate("certificate is not yet valid"), "encryption", "clock", "verify"),
    (certificate("self-signed certificate"), "encryption", "CA bundle of the partition", "verify"),
    (
        certificate("self-signed certificate in certificate chain"),
        "encryption",
        "authority that issued",
        "verify",
    ),
    (certificate("unable to get local issuer certificate"), "encryption", "authority", "verify"),
    (
        certificate("IP address mismatch, certificate is not valid for '127.0.0.5'."),
        "encryption",
        "Use the name that stands",
        "host",
    ),
    (certificate("EE certificate key too weak"), "encryption", "stronger key", "verify"),
    (certificate("certificate revoked"), "encryption", "can be verified", "verify"),
    (tls("WRONG_VERSION_NUMBER"), "encryption", "Choose STARTTLS", "encryption"),
    (tls("TLSV1_ALERT_PROTOCOL_VERSION"), "encryption", "1.1 or older", "host"),
    (tls("UNSUPPORTED_PROTOCOL"), "encryption", "1.1 or older", "host"),
    (tls("SSLV3_ALERT_HANDSHAKE_FAILURE"), "encryption", "no cipher in common", "host"),
    (tls("TLSV13_ALERT_CERTIFICATE_REQUIRED"), "encryption", "certificate of this", "port"),
    (tls("TLSV1_UNRECOGNIZED_NAME"), "encryption", "does not know itself", "host"),
    (tls("SOMETHING_NEW"), "encryption", "SOMETHING_NEW", "encryption"),
]
STRANGERS = [
    (imaplib.IMAP4.error(b"+OK Dovecot ready."), "greeting", "as a POP3 server does", "port"),
    (imaplib.IMAP4.abort("unexpected response: b'+OK ready'"), "greeting", "POP3", "port"),
    (imaplib.IMAP4.abort("unexpected response: b'220 lab ESMTP'"), "greeting", "SMTP", "port"),
    (poplib.error_proto(b"* OK IMAP4 ready"), "greeting", "as an IMAP server does", "port"),
    (poplib.error_proto(BANNER.encode()), "greeting", "is no mail server", "port"),
    (imaplib.IMAP4.abort(f"unexpected response: b'{BANNER}'"), "greeting", "no mail", "port"),
    (
        SMTPResponseException(-1, f"Malformed SMTP response line: {BANNER}\r\n"),
        "greeting",
        "is no mail server",
        "port",
    ),
    (
        SMTPResponseException(-1, "Malformed SMTP response line: +OK ready\r\n"),
        "greeting",
        "as a POP3 server does",
        "port",
    ),
]
IMAP = [
    ("[AUTHENTICATIONFAILED] Authentication failed.", "user name or the password", "secret"),
    ("[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "app password", "secret"),
    ("[AUTHORIZATIONFAILED] Not for you", "may not open the mailbox", "user"),
    ("[EXPIRED] Password expired", "password has expired", "secret"),
    ("[CONTACTADMIN] Account_suspended", "locked, suspended", "user"),
    ("[CONTACTADMIN] Ask", "administrator", "user"),
    ("[PRIVACYREQUIRED] Plaintext authentication disallowed", "STARTTLS or TLS", "encryption"),
    ("[ALERT] Unsupported authentication mechanism.", "another authentication method", "method"),
    ("[UNAVAILABLE] Temporary authentication failure", "trouble of its own", ""),
    ("[INUSE] Mailbox busy", "Another session", "user"),
    ("[LIMIT] Maximum number of connections from user+IP exceeded", "no more connections", "user"),
    ("[LIMIT] Too many log-ins", "limit", "user"),
    ("[ALERT] Too many simultaneous connections. (Failure)", "no more connections", "user"),
    ("[ALERT] Application-specific password required: …", "Make an app password", "secret"),
    ("[WEBALERT https://accounts.test/] Web login required.", "by web browser", "user"),
    ("[ALERT] Your account is not enabled for IMAP use.", "Switch IMAP on", "protocol"),
    ("[OVERQUOTA] Account exceeded command or bandwidth limits.", "traffic", ""),
    ("AUTHENTICATE failed.", "Exchange refuses the sign-in", "user"),
    ("LOGIN failed.", "Exchange refuses the sign-in", "user"),
    ("User is authenticated but not connected.", "full access", "user"),
    ("Request is throttled. Suggested Backoff Time: 299 milliseconds", "less often", ""),
    ("Nothing like it", "user name or the password", "secret"),
]
POP3 = [
    ("-ERR [AUTH] Authentication failed.", "user name or the password", "secret"),
    ("-ERR [AUTH] Plaintext authentication disallowed on non-secure", "STARTTLS", "encryption"),
    ("-ERR [AUTH] Unsupported authentication mechanism.", "another authentication", "method"),
    ("-ERR [IN-USE] Mailbox is locked by another POP3 session.", "Nobody else should", "user"),
    ("-ERR [IN-USE] maildrop", "Another session", "user"),
    ("-ERR [LOGIN-DELAY] wait", "more time between two", "user"),
    ("-ERR [SYS/TEMP] Try later", "trouble of its own", ""),
    ("-ERR [SYS/PERM] Your account is not enabled for POP access.", "Switch POP on", "protocol"),
    ("-ERR [SYS/PERM] no mailbox", "never will", "user"),
    ("-ERR Logon failure: unknown user name or bad password.", "Exchange refuses", "user"),
    ("-ERR [AUTH] Application-specific password required", "Make an app password", "secret"),
    ("-ERR [AUTH] Web login required", "by web browser", "user"),
]
SMTP_SIGN_IN = [
    (535, "5.7.8 Error: authentication failed: (reason unavailable)", REFUSED, "secret"),
    (535, "5.7.8 Error: authentication failed: Invalid authentication mechanism", "way", "method"),
    (535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
     "Tenant.", "Set-CASMailbox", "method"),
    (535, "5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
     "Microsoft 365 refuses", "secret"),
    (535, "5.7.139 Authentication unsuccessful, user is locked by your organization's security "
     "defaults policy.", "policy", "method"),
    (535, "5.7.139 Authentication unsuccessful, basic authentication is disabled.", "OAuth",
     "method"),
    (535, "5.7.3 Authentication unsuccessful", "Exchange refuses", "user"),
    (550, "5.7.30 Basic authentication is not supported for Client Submission.", "OAuth", "method"),
    (432, "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "three at a time", ""),
    (534, "5.7.9 Application-specific password required.", "Make an app password", "secret"),
    (534, "5.7.14 Please log in via your web browser and then try again.", "web browser", "user"),
    (535, "5.7.8 Username and Password not accepted. BadCredentials", "app password", "secret"),
    (530, "5.7.0 Must issue a STARTTLS command first.", "STARTTLS or TLS", "encryption"),
    (538, "5.7.11 Encryption required", "encrypted", "encryption"),
    (504, "5.5.4 Unrecognized authentication type", "another authentication", "method"),
    (503, "5.5.1 Error: authentication not enabled", "SMTP without", "protocol"),
    (525, "5.7.13 User account disabled", "locked, suspended", "user"),
    (454, "4.7.0 Temporary authentication failure", "cannot check", ""),
    (454, "4.7.0 Too many login attempts, please try again later.", "Wait some minutes", "secret"),
    (421, "4.7.0 Try again later", "ends the session", ""),
]  # fmt: skip
SMTP_MAIL = [
    (SMTPConnectResponseError(554, "5.7.1 You are blocked"), "greeting", "block list", "host"),
    (SMTPConnectResponseError(421, "4.3.2 Too busy"), "greeting", "ends the session", ""),
    (SMTPConnectResponseError(554, "no"), "greeting", "refuses to talk", "port"),
    (SMTPSenderRefused(550, "5.7.60 SMTP; Client does not have permissions to send as this "
                       "sender", "a@b.test"), "sender", "Send As", "address"),
    (SMTPDataError(554, "5.2.0 STOREDRV; SendAsDenied"), "data", "Send As", "address"),
    (SMTPSenderRefused(530, "5.7.57 Client not authenticated to send mail", "a@b.test"), "sender",
     "Choose ESMTP", "protocol"),
    (SMTPSenderRefused(550, "5.7.1 Sender not allowed", "a"), "sender", "from this sender",
     "address"),
    (SMTPSenderRefused(550, "5.4.5 Daily user sending limit exceeded.", "a"), "sender",
     "up to a day", ""),
    (SMTPRecipientRefused(450, "4.2.0 Greylisted, try again later", "a"), "recipient",
     "greylisting", ""),
    (SMTPRecipientRefused(452, "4.2.2 Mailbox full", "a"), "recipient", "is full", ""),
    (SMTPRecipientRefused(451, "4.3.0 Temporary lookup failure", "a"), "recipient",
     "try again later", ""),
    (SMTPRecipientRefused(550, "5.1.1 User unknown", "a"), "recipient", "knows no mailbox", ""),
    (SMTPRecipientRefused(554, "5.7.1 Relay access denied", "a"), "recipient", "strangers",
     "protocol"),
    (SMTPRecipientRefused(554, "5.7.1 Rejected as spam", "a"), "recipient", "spam", ""),
    (SMTPDataError(552, "5.3.4 Message size exceeds fixed limit"), "data", "too large", ""),
    (SMTPDataError(550, "5.7.26 Unauthenticated mail is prohibited by DMARC"), "data", "SPF",
     "address"),
    (SMTPDataError(554, "5.6.0 Message rejected"), "data", "refuses the message", ""),
    (imaplib.IMAP4.error("select failed: Mailbox doesn't exist: X"), "folder",
     "Choose an existing folder", "folder"),
    (imaplib.IMAP4.error("select failed: [NOPERM] no"), "folder", "have the rights", "folder"),
    (imaplib.IMAP4.error("select failed: [SERVERBUG] Internal error"), "folder", "trouble",
     ""),
    (imaplib.IMAP4.error("fetch failed: [OVERQUOTA] Full"), "fetch", "quota", "user"),
]  # fmt: skip
TABLE = (
    WAY
    + ENCRYPTION
    + STRANGERS
    + [(LoginError(text), "authentication", words, field) for text, words, field in IMAP]
    + [
        (poplib.error_proto(text.encode()), "authentication", words, field)
        for text, words, field in POP3
    ]
    + [
        (SMTPAuthenticationError(code, text), "authentication", words, field)
        for code, text, words, field in SMTP_SIGN_IN
    ]
    + SMTP_MAIL
)


@pytest.mark.parametrize(("error", "step", "words", "field"), TABLE, ids=repr)
def test_what_was_seen_is_told_with_its_field(error, step: str, words: str, field: str) -> None:
    why = classify(error, Step(step), HERE).why
    assert words in f"{why.likely} {why.remedy}"
    assert why.field == field
    assert why.tried == str(HERE)


@pytest.mark.parametrize(("error", "step", "words", "field"), STRANGERS, ids=repr)
def test_the_words_of_a_service_that_is_no_mail_server_are_not_repeated(
    error, step: str, words: str, field: str
) -> None:
    found = classify(error, Step(step), HERE)
    assert found.why.answer == ""
    assert "OpenSSH" not in str(found)
    assert found.cause is Cause.CONFIGURATION


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("https://mail.lab.test", "address of the web"),
        ("support@lab.test", "an email address"),
        ("mail.lab.test:993", "The port stands in a field of its own"),
        ("mail lab.test", "a space too much"),
    ],
)
def test_what_was_typed_in_place_of_a_server_name_is_seen(typed: str, words: str) -> None:
    unknown = socket.gaierror(socket.EAI_NONAME, "unknown")
    why = classify(unknown, Step.RESOLVE, Endpoint(typed, 993)).why
    assert words in f"{why.likely} {why.remedy}"


def test_an_unknown_answer_is_shown_as_it_is_and_said_to_be_unknown() -> None:
    why = classify(imaplib.IMAP4.error("xyzzy"), Step.QUIT, HERE).why
    assert (why.likely, why.answer) == (causes.UNKNOWN, "xyzzy")


def test_a_4xx_is_never_final_whatever_its_words() -> None:
    for text in ("4.7.26 DMARC", "4.7.0 STARTTLS not available", "4.7.12 password expired"):
        found = classify(SMTPAuthenticationError(454, text), Step.AUTHENTICATION, HERE)
        assert found.cause is Cause.PASSING


def test_the_table_is_large_and_names_fields_of_the_form_only() -> None:
    rows = causes.table()
    assert len({row.likely + row.remedy for row in rows}) >= 40
    assert {row.field for row in rows} <= FIELDS
    assert [row for row in rows if not row.likely] == []


def test_no_row_is_hidden_by_one_above_it() -> None:
    reached = set()
    for error, step, *_ in TABLE:
        why = classify(error, Step(step), HERE).why
        reached.add((why.likely, why.remedy))
    assert len(reached) >= 60


def test_braces_of_a_server_are_not_filled_in() -> None:
    why = classify(imaplib.IMAP4.error("{host} {0}"), Step.QUIT, HERE).why
    assert why.answer == "{host} {0}"


def test_a_nul_in_an_answer_is_not_quoted() -> None:
    error = WireError(Cause.PASSING, Step.GREETING, Explanation("It said a\0b.", answer="a\0b"))
    assert "\0" not in str(error)
    assert error.why.answer == "a?b"
