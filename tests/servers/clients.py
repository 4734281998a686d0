"""The standard library's mail clients, ready to use, for the tests of the servers themselves."""

import imaplib
import poplib
import smtplib
import ssl

from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.postfix import Postfix

MESSAGE = b"Subject: hello\r\n\r\nworld\r\n"


def verifying(certificates: Certificates) -> ssl.SSLContext:
    """Return a client context that trusts only our authority, and is strict (RFC 5280)."""
    context = ssl.create_default_context(cafile=certificates.ca)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def smtp(postfix: Postfix, port: str, certificates: Certificates) -> smtplib.SMTP:
    """Connect to a port by its name, encrypted where the port asks for it; not logged in."""
    if port == "submissions":
        context = verifying(certificates)
        return smtplib.SMTP_SSL("localhost", postfix.port[port], context=context)
    client = smtplib.SMTP("localhost", postfix.port[port])
    if port == "submission":
        client.starttls(context=verifying(certificates))
    return client


def pop3(dovecot: Dovecot, user: str) -> poplib.POP3:
    """Log in by POP3, in clear text."""
    client = poplib.POP3(dovecot.host, dovecot.port["pop3"], timeout=20)
    client.user(user)
    client.pass_(PASSWORD)
    return client


def imap(dovecot: Dovecot, user: str, *, host: str = "127.0.0.1") -> imaplib.IMAP4:
    """Log in by IMAP, in clear text."""
    client = imaplib.IMAP4(host, dovecot.port["imap"], timeout=20)
    client.login(user, PASSWORD)
    return client
