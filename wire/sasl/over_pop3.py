"""Signing in to POP3: USER and PASS, APOP (RFC 1939), or AUTH (RFC 5034), which poplib lacks."""

import poplib
from collections.abc import Mapping, Sequence

from wire.endpoints import Credentials, Encryption, Endpoint, Protocol, plain_text
from wire.errors import Step
from wire.sasl.choice import Offer, choose
from wire.sasl.exchange import exchange
from wire.sasl.making import mechanism
from wire.sasl.mechanism import Mechanism
from wire.sasl.method import Method
from wire.trace import Trace

Capabilities = Mapping[str, Sequence[str]]


def sign_in(
    client: poplib.POP3, credentials: Credentials, *, capabilities: Capabilities, trace: Trace
) -> None:
    """One attempt by one method; ``capabilities`` are CAPA's, empty where there is no CAPA.

    Raises WireError.
    """
    endpoint = trace.endpoint
    with trace.step(Step.AUTHENTICATION) as remark:
        method = choose(credentials, _offer(client, capabilities, endpoint))
        user = plain_text(credentials.user, "user name")
        password = plain_text(credentials.password, "password")
        if method is Method.CLEAR:
            client.user(user)
            client.pass_(password)
        elif method is Method.APOP:
            client.apop(user, password)
        else:
            made = mechanism(method, credentials, protocol=Protocol.POP3, endpoint=endpoint)
            _authenticate(client, made, endpoint)
        remark.detail = f"signed in as {user} by {method.label}"


def _offer(client: poplib.POP3, capabilities: Capabilities, endpoint: Endpoint) -> Offer:
    return Offer(
        protocol=Protocol.POP3,
        encrypted=endpoint.encryption is not Encryption.NONE,
        mechanisms=frozenset(one.upper() for one in capabilities.get("SASL", ())),
        clear="USER" in capabilities or not capabilities,
        apop=bool(client.timestamp.match(client.welcome)),  # type: ignore[call-overload]
        told=bool(capabilities),
        at=str(endpoint),
    )


def _authenticate(client: poplib.POP3, chosen: Mechanism, endpoint: Endpoint) -> None:
    with exchange(chosen, endpoint) as talk:
        # No initial response on this line: it may have 255 bytes only (RFC 5034 section 4), and
        # Exchange and servers of RFC 1734 want to be waited for.
        client._putcmd(f"AUTH {chosen.name}")  # type: ignore[attr-defined]
        while not (line := client._getresp()).startswith(b"+OK"):  # type: ignore[attr-defined]
            client._putline(talk.answer(line[1:].strip()))  # type: ignore[attr-defined]
