"""Signing in to SMTP: AUTH (RFC 4954) by aiosmtplib's bare commands, for it knows few methods."""

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPAuthenticationError

from wire.endpoints import Credentials, Encryption, Endpoint, Protocol
from wire.sasl.choice import Offer, choose
from wire.sasl.exchange import exchange
from wire.sasl.making import mechanism
from wire.sasl.mechanism import Mechanism
from wire.sasl.method import Method

LONGEST_LINE = 510  # bytes of a command before CRLF (RFC 5321 section 4.5.3.1.4)
GO_ON, ACCEPTED = 334, 235


async def sign_in(client: SMTP, credentials: Credentials, endpoint: Endpoint) -> Method:
    """One attempt by one method, which is returned; call it within Step.AUTHENTICATION.

    Raises WireError, SaslError and what aiosmtplib raises.
    """
    method = choose(credentials, _offer(client, endpoint))
    made = mechanism(method, credentials, protocol=Protocol.SMTP, endpoint=endpoint)
    await _authenticate(client, made, endpoint)
    return method


def _offer(client: SMTP, endpoint: Endpoint) -> Offer:
    return Offer(
        protocol=Protocol.SMTP,
        encrypted=endpoint.encryption is not Encryption.NONE,
        mechanisms=frozenset(one.upper() for one in client.server_auth_methods),
        at=str(endpoint),
    )


async def _authenticate(client: SMTP, chosen: Mechanism, endpoint: Endpoint) -> None:
    with exchange(chosen, endpoint) as talk:
        command = [b"AUTH", chosen.name.encode()]
        initial = talk.initial(LONGEST_LINE - len(b" ".join(command)) - 1)
        if initial is not None:
            command.append(initial)
        reply = await client.execute_command(*command)
        while reply.code == GO_ON:
            challenge = reply.message.encode("utf-8", "replace").strip()
            reply = await client.execute_command(talk.answer(challenge))
        if reply.code != ACCEPTED:
            raise SMTPAuthenticationError(reply.code, reply.message)
