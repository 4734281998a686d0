"""The configuration file of a domain is read, and a hostile one is not."""

import pytest

from wire.discovery.autoconfig import LARGEST, suggestions
from wire.discovery.values import filled
from wire.endpoints import Encryption, Protocol


def server(tag: str, kind: str, **changed: str) -> str:
    values = {
        "hostname": "mail.%EMAILDOMAIN%",
        "port": "993",
        "socketType": "SSL",
        "username": "%EMAILADDRESS%",
    } | changed
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return f'<{tag} type="{kind}">{inner}</{tag}>'


def file(*servers: str) -> bytes:
    inner = "".join(servers)
    return f'<clientConfig version="1.1"><emailProvider id="a.com">{inner}</emailProvider></clientConfig>'.encode()  # fmt: skip


IMAP = server("incomingServer", "imap")
POP3 = server("incomingServer", "pop3", port="110", socketType="STARTTLS")
SMTP = server("outgoingServer", "smtp", port="465", hostname="smtp.a.com")


def test_each_incoming_server_is_a_suggestion_with_the_outgoing_one():
    first, second = suggestions("a.com", file(IMAP, POP3, SMTP))
    assert first.incoming
    assert second.incoming
    assert (first.incoming.host, first.incoming.protocol) == ("mail.a.com", Protocol.IMAP)
    assert (second.incoming.port, second.incoming.encryption) == (110, Encryption.STARTTLS)
    assert first.outgoing == second.outgoing
    assert first.source == "Autoconfig of a.com"


@pytest.mark.parametrize(
    ("name", "user"),
    [
        ("%EMAILADDRESS%", "kim@a.com"),
        ("%EMAILLOCALPART%", "kim"),
        ("%EMAILLOCALPART%.shop", "kim.shop"),
        ("fixed", "fixed"),
        ("", "kim@a.com"),
    ],
)
def test_the_user_name_follows_the_file(name, user):
    (found,) = suggestions("a.com", file(server("incomingServer", "imap", username=name)))
    assert filled(found.user, "kim@a.com") == user


def test_encrypted_servers_come_first():
    open_one = server("incomingServer", "imap", socketType="plain", port="143")
    found = suggestions("a.com", file(open_one, POP3))
    assert [one.incoming.port for one in found if one.incoming] == [110, 143]


@pytest.mark.parametrize(
    "changed",
    [
        {"port": "0"},
        {"port": "99999"},
        {"port": "²"},
        {"port": "9" * 5000},
        {"port": "imap"},
        {"hostname": ""},
        {"hostname": "mail server"},
        {"hostname": "a..b"},
        {"hostname": "mail\nDELE 1"},
        {"hostname": "x" * 300},
        {"socketType": "magic"},
    ],
)
def test_an_impossible_server_is_left_out(changed):
    assert suggestions("a.com", file(server("incomingServer", "imap", **changed))) == []


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><clientConfig>&b;</clientConfig>'
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>not found",
        b"\x00\xff\xfe",
        LAUGHS.encode(),
        ('<?xml version="1.0" encoding="utf-16"?>' + LAUGHS).encode("utf-16"),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><clientConfig/>',
        b'<?xml version="1.0" encoding="none-such"?><clientConfig/>',
        file(IMAP) + b" " * LARGEST,
    ],
)
def test_what_is_no_such_file_gives_nothing(content):
    assert suggestions("a.com", content) == []


def test_a_document_type_is_refused_even_around_a_good_file():
    assert suggestions("a.com", b"<!DOCTYPE clientConfig>" + file(IMAP)) == []
    assert suggestions("a.com", file(IMAP)) != []
