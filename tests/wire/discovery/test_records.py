"""SRV records become settings (RFC 6186, RFC 8314)."""

import pytest

from wire.discovery.records import suggestions
from wire.discovery.values import Server, Service
from wire.endpoints import Encryption, Protocol


def srv(target: str, port: int, priority: int = 0, weight: int = 0) -> Service:
    return Service(priority, weight, port, target)


@pytest.mark.parametrize(
    ("label", "port", "protocol", "encryption"),
    [
        ("_imaps", 993, Protocol.IMAP, Encryption.TLS),
        ("_imap", 143, Protocol.IMAP, Encryption.STARTTLS),
        ("_pop3s", 995, Protocol.POP3, Encryption.TLS),
        ("_pop3", 110, Protocol.POP3, Encryption.STARTTLS),
    ],
)
def test_each_service_has_its_protocol_and_encryption(label, port, protocol, encryption):
    (found,) = suggestions("a.com", {label: [srv("Mail.a.com.", port)]})
    assert found.incoming == Server(protocol, "mail.a.com", port, encryption)
    assert (found.outgoing, found.source) == (None, "SRV records of a.com")


@pytest.mark.parametrize(
    ("labels", "encryption"),
    [
        (["_submission", "_submissions"], Encryption.TLS),
        (["_submission"], Encryption.STARTTLS),
    ],
)
def test_mail_leaves_by_tls_from_the_start_where_it_can(labels, encryption):
    records = {label: [srv("s.a.com.", 465)] for label in labels}
    (found,) = suggestions("a.com", records | {"_imaps": [srv("i.a.com.", 993)]})
    assert found.outgoing
    assert found.outgoing.encryption is encryption


def test_imap_comes_before_pop3():
    records = {"_pop3s": [srv("p.a.com.", 995)], "_imaps": [srv("i.a.com.", 993)]}
    found = [one.incoming.protocol for one in suggestions("a.com", records) if one.incoming]
    assert found == [Protocol.IMAP, Protocol.POP3]


def test_the_lowest_priority_wins_and_then_the_highest_weight():
    offered = [srv("c.", 1, 20), srv("b.", 2, 10, 5), srv("a.", 3, 10, 50)]
    (found,) = suggestions("a.com", {"_imaps": offered})
    assert found.incoming
    assert (found.incoming.host, found.incoming.port) == ("a", 3)


@pytest.mark.parametrize("record", [srv(".", 0), srv(".", 993), srv("mail.a.com.", 0)])
def test_a_service_that_is_said_not_to_exist_is_none(record):
    assert suggestions("a.com", {"_imaps": [record]}) == []


def test_a_domain_that_only_sends_has_one_suggestion():
    (found,) = suggestions("a.com", {"_submissions": [srv("s.a.com.", 465)]})
    assert (found.incoming, found.outgoing and found.outgoing.host) == (None, "s.a.com")
