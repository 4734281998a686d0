"""Asks name servers and the domain's web server, with short time limits.

Only the domain that somebody typed is asked, never a third party about it.
"""

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import dns.exception
import dns.resolver
from dns.rdatatype import MX, SRV, RdataType

from wire.discovery.autoconfig import LARGEST
from wire.discovery.values import Service
from wire.errors import WireError
from wire.fetch import Outgoing, Web, fetch

log = logging.getLogger(__name__)

DNS_SECONDS = 3.0
HTTPS_SECONDS = 2.5


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
        web = Web(
            ca_bundle=self.ca_bundle,
            private_networks=not self.public_only,
            connect=HTTPS_SECONDS,
            quiet=HTTPS_SECONDS,
            seconds=HTTPS_SECONDS,
            largest=LARGEST,
        )
        url = f"https://{host}:{self.https_port}{path}"
        try:
            answer = fetch(web, Outgoing("GET", url, {"Accept": "text/xml"}))
        except WireError as error:
            log.debug("No configuration file: %s", error.cause)
            return b""
        return answer.content if answer.status == 200 else b""
