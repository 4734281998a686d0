"""From a socket to a signed-in SMTP connection, step by step, with aiosmtplib."""

import asyncio
import ssl

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPHeloError

from wire import tls
from wire.dial import dial
from wire.endpoints import Credentials, Encryption, Endpoint
from wire.errors import Step
from wire.guards import no_starttls
from wire.sasl.over_smtp import sign_in
from wire.trace import Trace

# The server knows no EHLO (RFC 5321 section 4.1.4): it has no extensions then.
NO_EHLO = frozenset({500, 501, 502, 504})


async def opened(endpoint: Endpoint, credentials: Credentials | None, trace: Trace) -> SMTP:
    """Connects, encrypts and, with credentials, signs in. Raises WireError; leaves no socket."""
    sock = await asyncio.get_running_loop().run_in_executor(None, dial, endpoint, trace)
    client = SMTP(
        hostname=endpoint.host,
        timeout=endpoint.timeout,
        use_tls=endpoint.encryption is Encryption.TLS,
        start_tls=False,
        sock=sock,
    )
    try:
        await _greet(client, endpoint, trace)
        await _encrypt(client, endpoint, trace)
        if credentials is not None:
            await _sign_in(client, credentials, trace)
    except BaseException:
        client.close()
        sock.close()
        raise
    return client


def _context(endpoint: Endpoint) -> ssl.SSLContext | None:
    return tls.context_for(endpoint) if endpoint.encryption is Encryption.TLS else None


async def _greet(client: SMTP, endpoint: Endpoint, trace: Trace) -> None:
    encrypted = endpoint.encryption is Encryption.TLS
    with trace.step(Step.ENCRYPTION if encrypted else Step.GREETING) as remark:
        greeting = await client.connect(tls_context=_context(endpoint))
        remark.detail = _certificate(client) if encrypted else greeting.message
    if encrypted:
        with trace.step(Step.GREETING) as remark:
            remark.detail = greeting.message
    with trace.step(Step.CAPABILITIES) as remark:
        remark.detail = " ".join((await _hello(client)).split("\n")[1:])


async def _hello(client: SMTP) -> str:
    try:
        return (await client.ehlo()).message
    except SMTPHeloError as error:
        if error.code not in NO_EHLO or not client.is_connected:
            raise
    await client.helo()
    return ""


async def _encrypt(client: SMTP, endpoint: Endpoint, trace: Trace) -> None:
    if endpoint.encryption is not Encryption.STARTTLS:
        return
    with trace.step(Step.ENCRYPTION) as remark:
        if not client.supports_extension("starttls"):
            raise no_starttls(endpoint)
        context = tls.context_for(endpoint)
        await client.starttls(server_hostname=endpoint.host, tls_context=context)
        remark.detail = _certificate(client)
        await client.ehlo()


def _certificate(client: SMTP) -> str:
    tls_object = client.get_transport_info("ssl_object")
    return tls.describe(tls_object) if tls_object else "encrypted"


async def _sign_in(client: SMTP, credentials: Credentials, trace: Trace) -> None:
    with trace.step(Step.AUTHENTICATION) as remark:
        method = await sign_in(client, credentials, trace.endpoint)
        remark.detail = f"signed in as {credentials.user} by {method.label}"
