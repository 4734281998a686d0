"""From an address to suggestions: a known provider first, then what the domain says."""

import time

import pytest

from aliases.providers import catalogue
from wire.discovery import find
from wire.discovery.values import Service


class Answers:
    """A domain's records as a table; counts what it is asked."""

    def __init__(self, mx=(), srv=None, file=b"", delay=0.0) -> None:
        self.mx, self.srv, self.file, self.delay = list(mx), srv or {}, file, delay
        self.asked = 0

    def mail_exchangers(self, domain: str) -> list[str]:
        self.asked += 1
        return self.mx

    def services(self, name: str) -> list[Service]:
        self.asked += 1
        return self.srv.get(name, [])

    def autoconfig(self, domain: str, address: str) -> bytes:
        self.asked += 1
        time.sleep(self.delay)
        return self.file


def hosts(address: str, answers: Answers | None = None) -> list[tuple[str, str]]:
    found = find.suggestions(address, catalogue(), answers)
    return [(one.incoming.host if one.incoming else "", one.source) for one in found]


def test_a_known_domain_is_not_asked_about():
    nobody = Answers()
    assert hosts("Kim@GMail.com", nobody)[0] == (
        "imap.gmail.com",
        "Known provider: Gmail and Google Workspace",
    )
    assert nobody.asked == 0


@pytest.mark.parametrize(
    ("exchanger", "host"),
    [
        ("aspmx.l.google.com.", "imap.gmail.com"),
        ("ALT1.ASPMX.L.GOOGLE.COM.", "imap.gmail.com"),
        ("example-com.mail.protection.outlook.com.", "outlook.office365.com"),
        ("mx00.kundenserver.de.", "imap.ionos.de"),
        ("smtpin.rzone.de.", "imap.strato.de"),
        ("www123.your-server.de.", "mail.your-server.de"),
        ("in1-smtp.messagingengine.com.", "imap.fastmail.com"),
        ("mx.zoho.eu.", "imappro.zoho.eu"),
        ("mx1.mail.ovh.net.", "ssl0.ovh.net"),
        ("spool.mail.gandi.net.", "mail.gandi.net"),
        ("mta-gw.infomaniak.ch.", "mail.infomaniak.com"),
        ("mx1.emailsrvr.com.", "secure.emailsrvr.com"),
        ("mx1.privateemail.com.", "mail.privateemail.com"),
    ],
)
def test_the_mail_exchanger_names_the_provider(exchanger, host):
    assert hosts("kim@shop.com", Answers(mx=[exchanger]))[0][0] == host


def test_a_name_that_only_looks_like_a_providers_is_none():
    assert hosts("kim@shop.com", Answers(mx=["mx.notgoogle.com.", "google.com.evil.net."])) == []


def test_the_domains_own_words_come_before_the_guess_by_mail_exchanger():
    srv = {"_imaps._tcp.shop.com": [Service(0, 0, 993, "imap.shop.com.")]}
    found = hosts("kim@shop.com", Answers(mx=["aspmx.l.google.com."], srv=srv))
    assert [host for host, _ in found] == ["imap.shop.com", "imap.gmail.com", "pop.gmail.com"]
    assert [source.split()[0] for _, source in found] == ["SRV", "Mail", "Mail"]


@pytest.mark.parametrize("address", ["kim@lab.test", "kim@localhost", "kim", "", "kim@x.invalid"])
def test_names_without_records_are_not_asked_about(address):
    nobody = Answers()
    assert hosts(address, nobody) == []
    assert nobody.asked == 0


def test_without_look_ups_an_unknown_domain_has_no_suggestion():
    assert hosts("kim@shop.com", None) == []


def test_a_slow_answer_is_left_out(monkeypatch):
    monkeypatch.setattr(find, "PATIENCE", 0.3)
    begun = time.monotonic()
    found = hosts("kim@shop.com", Answers(mx=["aspmx.l.google.com."], delay=2))
    assert time.monotonic() - begun < 1.5
    assert found[0][0] == "imap.gmail.com"


def test_an_answer_that_fails_does_not_spoil_the_others():
    class Broken(Answers):
        def services(self, name: str) -> list[Service]:
            raise OSError("no network")

    assert hosts("kim@shop.com", Broken(mx=["aspmx.l.google.com."]))[0][0] == "imap.gmail.com"


def test_a_provider_that_only_sends_has_no_incoming_server():
    (only,) = find.suggestions("kim@shop.com", catalogue(), Answers(mx=["mxa.mailgun.org."]))
    assert only.incoming is None
    assert only.outgoing
    assert "sends only" in only.note
