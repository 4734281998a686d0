"""From a host name to a connected, and where asked encrypted, socket: every protocol starts here."""

import socket
from typing import Any

from wire import tls
from wire.endpoints import Encryption, Endpoint, plain_text
from wire.errors import Step
from wire.trace import Trace

Address = tuple[socket.AddressFamily, tuple[Any, ...]]


def dial(endpoint: Endpoint, trace: Trace) -> socket.socket:
    """A TCP connection to the first address that answers.

    Every read and write on it is bounded by ``endpoint.timeout`` seconds. Raises WireError.
    """
    with trace.step(Step.RESOLVE) as remark:
        addresses = resolve(endpoint)
        remark.detail = ", ".join(str(address[1][0]) for address in addresses)
    with trace.step(Step.CONNECT) as remark:
        sock = _connect(addresses, endpoint.timeout)
        remark.detail = f"connected to {sock.getpeername()[0]} port {endpoint.port}"
    return sock


def dial_encrypted(endpoint: Endpoint, trace: Trace) -> socket.socket:
    """As dial, with the TLS handshake done where the endpoint wants TLS from the start."""
    sock = dial(endpoint, trace)
    if endpoint.encryption is not Encryption.TLS:
        return sock
    try:
        with trace.step(Step.ENCRYPTION) as remark:
            wrapped = tls.context_for(endpoint).wrap_socket(sock, server_hostname=endpoint.host)
            remark.detail = tls.describe(wrapped)
    except BaseException:
        sock.close()
        raise
    return wrapped


def resolve(endpoint: Endpoint) -> list[Address]:
    """The addresses of the host, IPv6 and IPv4, in the system's order. Raises OSError."""
    host = plain_text(endpoint.host, "server name")
    found = socket.getaddrinfo(host, endpoint.port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


def _connect(addresses: list[Address], timeout: float) -> socket.socket:
    last: OSError = ConnectionRefusedError("no address to connect to")
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.settimeout(timeout)
        try:
            sock.connect(address)
        except OSError as error:
            sock.close()
            last = error
        else:
            # Small commands would wait 40 ms for the delayed acknowledgement of the one before.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
    raise last
