"""From a host name to a connected, and where asked encrypted, socket: every protocol starts here."""

import socket
from dataclasses import replace
from typing import Any

from wire import tls
from wire.causes import Place, Symptom, explain
from wire.endpoints import Encryption, Endpoint, plain_text
from wire.errors import Step, WireError
from wire.reach import forbidden, reachable
from wire.trace import Trace

Address = tuple[socket.AddressFamily, tuple[Any, ...]]


def dial(endpoint: Endpoint, trace: Trace) -> socket.socket:
    """A TCP connection to the first address that answers.

    Every read and write on it is bounded by ``endpoint.timeout`` seconds. Raises WireError.
    """
    with trace.step(Step.RESOLVE) as remark:
        addresses = _allowed(resolve(endpoint), endpoint)
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


def _allowed(addresses: list[Address], endpoint: Endpoint) -> list[Address]:
    """Those that may be contacted; only these are, whatever the name stands for a moment later."""
    private = endpoint.private_networks
    texts = [str(one[1][0]) for one in addresses]
    open_ones = reachable(texts, private_allowed=private, loopback_allowed=private)
    if open_ones or not texts:
        return [one for one in addresses if str(one[1][0]) in open_ones]
    words = f"“{endpoint.host}” is at {texts[0]}, "
    if all(map(forbidden, texts)):
        seen = Symptom("forbidden address", Step.RESOLVE, words + "which is never contacted.")
    else:
        words += "in a private network. The partition does not allow servers there."
        seen = Symptom("private address", Step.RESOLVE, words)
    cause, why = explain(seen, Place())
    raise WireError(cause, Step.RESOLVE, replace(why, tried=str(endpoint)))


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
