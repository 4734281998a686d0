"""Asks name servers and the domain's web server, with short time limits.

Only the domain that somebody typed is asked, never a third party about it.
"""

import http.client
import logging
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import dns.exception
import dns.resolver
from dns.rdatatype import MX, SRV, RdataType

from wire.dial import dial_encrypted
from wire.discovery.autoconfig import LARGEST
from wire.discovery.values import Service
from wire.endpoints import Encryption, Endpoint
from wire.errors import WireError
from wire.trace import Trace

log = logging.getLogger(__name__)

DNS_SECONDS = 3.0
HTTPS_SECONDS = 2.5
READ_AT_ONCE = 8_192


@dataclass(frozen=True)
class Network:
    """See wire.discovery.values.LookUp.

    ``resolver`` is None for the machine's own name servers. ``public_only`` refuses web servers in
    private networks, so that nobody can use the wizard to look around there.
    """

    resolver: dns.resolver.Resolver | None = None
    public_only: bool = True
    https_port: int = 443
    ca_bundle: str = ""

    def mail_exchangers(self, domain: str) -> list[str]:
        answers = self._ask(domain, MX)
        return [one.exchange.to_text() for one in sorted(answers, key=lambda one: one.preference)]

    def services(self, name: str) -> list[Service]:
        return [
            Service(one.priority, one.weight, one.port, one.target.to_text())
            for one in self._ask(name, SRV)
        ]

    def _ask(self, name: str, kind: RdataType) -> list[Any]:
        try:
            resolver = self.resolver or dns.resolver.Resolver()
            return list(resolver.resolve(name, kind, lifetime=DNS_SECONDS))
        except (dns.exception.DNSException, OSError, ValueError) as error:
            log.debug("%s has no answer: %s", kind.name, type(error).__name__)
            return []

    def autoconfig(self, domain: str, address: str) -> bytes:
        """The two places where domains publish it; encrypted and verified only."""
        query = f"?emailaddress={quote(address)}"
        places = (
            (f"autoconfig.{domain}", f"/mail/config-v1.1.xml{query}"),
            (domain, "/.well-known/autoconfig/mail/config-v1.1.xml"),
        )
        for host, path in places:
            if content := self.get(host, path):
                return content
        return b""

    def get(self, host: str, path: str) -> bytes:
        """The body of a page; empty where there is none, or it is too large or too slow."""
        end = time.monotonic() + HTTPS_SECONDS
        endpoint = Endpoint(
            host,
            self.https_port,
            Encryption.TLS,
            HTTPS_SECONDS,
            ca_bundle=self.ca_bundle,
            private_networks=not self.public_only,
        )
        try:
            with dial_encrypted(endpoint, Trace(endpoint)) as sock:
                return _fetch(sock, host, path, until=end)
        except (WireError, OSError, http.client.HTTPException, UnicodeError) as error:
            log.debug("No configuration file: %s", type(error).__name__)
            return b""


def _fetch(sock: socket.socket, host: str, path: str, *, until: float) -> bytes:
    connection = http.client.HTTPConnection(host)
    connection.sock = sock
    connection.request("GET", path, headers={"Accept": "text/xml", "Connection": "close"})
    answer = connection.getresponse()
    if answer.status != 200:
        return b""
    content = b""
    while chunk := answer.read1(READ_AT_ONCE):
        content += chunk
        if len(content) > LARGEST or time.monotonic() > until:
            return b""
    return content
