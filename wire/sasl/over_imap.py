"""Signing in to IMAP: the LOGIN command, or AUTHENTICATE (RFC 9051 section 6.2.2, RFC 4959)."""

import imaplib

from imapclient import IMAPClient

from wire.endpoints import Credentials, Encryption, Endpoint, Protocol, plain_text
from wire.errors import Cause, Explanation, Step, WireError
from wire.sasl.choice import Offer, choose
from wire.sasl.exchange import exchange
from wire.sasl.making import mechanism
from wire.sasl.mechanism import Mechanism
from wire.sasl.method import Method
from wire.trace import Trace

LONGEST_LINE = 8192  # bytes that servers should take in a command (RFC 7162 section 4)


def sign_in(client: IMAPClient, credentials: Credentials, trace: Trace) -> None:
    """One attempt by one method. Raises WireError."""
    endpoint = trace.endpoint
    with trace.step(Step.AUTHENTICATION) as remark:
        method = choose(credentials, _offer(client, endpoint))
        if method is Method.CLEAR:
            _login(client, credentials, endpoint)
        else:
            _authenticate(
                client._imap,
                mechanism(method, credentials, protocol=Protocol.IMAP, endpoint=endpoint),
                endpoint,
            )
        remark.detail = f"signed in as {credentials.user} by {method.label}"


def _offer(client: IMAPClient, endpoint: Endpoint) -> Offer:
    # imaplib reads the capabilities again after STARTTLS: what came before may be forged.
    told = [str(one) for one in client._imap.capabilities]
    return Offer(
        protocol=Protocol.IMAP,
        encrypted=endpoint.encryption is not Encryption.NONE,
        mechanisms=frozenset(one[5:] for one in told if one.startswith("AUTH=")),
        clear="LOGINDISABLED" not in told,
        at=str(endpoint),
    )


def _login(client: IMAPClient, credentials: Credentials, endpoint: Endpoint) -> None:
    user = plain_text(credentials.user, "user name")
    password = plain_text(credentials.password, "password")
    if not (user + password).isascii():
        why = "IMAP's LOGIN command takes no letters beyond ASCII in user name and password."
        explanation = Explanation(why, "Choose the method PLAIN.", tried=str(endpoint))
        raise WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, explanation)
    client.login(user, password)


def _authenticate(imap: imaplib.IMAP4, chosen: Mechanism, endpoint: Endpoint) -> None:
    with exchange(chosen, endpoint) as talk:
        room = LONGEST_LINE if "SASL-IR" in imap.capabilities else 0
        initial = talk.initial(room)
        # imaplib's own authenticate() sends no initial response and breaks at challenges that are
        # not base64; the method in `literal` is what it asks for each answer.
        imap.literal = talk.answer  # type: ignore[assignment]
        kind, data = imap._simple_command("AUTHENTICATE", chosen.name, initial)
        if kind != "OK":
            raise imaplib.IMAP4.error(data[-1].decode("utf-8", "replace"))
        imap.state = "AUTH"
