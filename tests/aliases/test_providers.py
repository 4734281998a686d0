"""The table of known providers keeps its own rules."""

import pytest

from aliases.providers import catalogue
from wire.discovery import find
from wire.discovery.values import Provider
from wire.endpoints import Encryption, Protocol

ALL = catalogue()


def test_there_are_many_and_no_domain_belongs_to_two():
    domains = [domain for one in ALL for domain in one.domains]
    ends = [end for one in ALL for end in one.mx]
    assert len(ALL) >= 40
    assert len(domains) == len(set(domains))
    assert len(ends) == len(set(ends))


@pytest.mark.parametrize("provider", ALL, ids=lambda one: one.name)
def test_every_server_is_encrypted_and_every_provider_can_be_found(provider: Provider):
    assert provider.domains or provider.mx
    assert provider.servers or provider.note
    assert all(one.encryption is not Encryption.NONE for one in provider.servers)
    assert all(one.host == one.host.lower().strip() for one in provider.servers)
    assert not provider.note or provider.note.endswith(".")


@pytest.mark.parametrize(
    ("address", "host", "port", "leaving"),
    [
        ("a@gmail.com", "imap.gmail.com", 993, ("smtp.gmail.com", 587)),
        ("a@outlook.com", "outlook.office365.com", 993, ("smtp-mail.outlook.com", 587)),
        ("a@yahoo.com", "imap.mail.yahoo.com", 993, ("smtp.mail.yahoo.com", 465)),
        ("a@icloud.com", "imap.mail.me.com", 993, ("smtp.mail.me.com", 587)),
        ("a@gmx.net", "imap.gmx.net", 993, ("mail.gmx.net", 587)),
        ("a@web.de", "imap.web.de", 993, ("smtp.web.de", 587)),
        ("a@t-online.de", "secureimap.t-online.de", 993, ("securesmtp.t-online.de", 465)),
        ("a@proton.me", "127.0.0.1", 1143, ("127.0.0.1", 1025)),
    ],
)
def test_well_known_addresses_have_their_servers(address, host, port, leaving):
    first = find.suggestions(address, ALL, None)[0]
    assert first.incoming
    assert first.outgoing
    assert first.incoming.protocol is Protocol.IMAP
    assert (first.incoming.host, first.incoming.port) == (host, port)
    assert (first.outgoing.host, first.outgoing.port) == leaving
