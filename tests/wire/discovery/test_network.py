"""Asking for real: a name server and a web server on loopback."""

import http.server
import socketserver
import ssl
import threading
from collections.abc import Iterator

import dns.message
import dns.resolver
import dns.rrset
import pytest

from wire.discovery.network import Network
from wire.discovery.values import Service

ZONE = {
    ("shop.com.", "MX"): ["20 second.shop.com.", "10 first.shop.com."],
    ("_imaps._tcp.shop.com.", "SRV"): ["0 1 993 imap.shop.com."],
}


class NameServer(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        content, sock = self.request
        question = dns.message.from_wire(content)
        answer = dns.message.make_response(question)
        name, kind = question.question[0].name, question.question[0].rdtype
        if records := ZONE.get((name.to_text(), kind.name)):
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind.name, *records))
        sock.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def resolver() -> Iterator[dns.resolver.Resolver]:
    with socketserver.UDPServer(("127.0.0.1", 0), NameServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = dns.resolver.Resolver(configure=False)
        found.nameservers, found.port = ["127.0.0.1"], server.server_address[1]
        yield found
        server.shutdown()


def test_mail_exchangers_come_in_their_order(resolver):
    found = Network(resolver).mail_exchangers("shop.com")
    assert found == ["first.shop.com.", "second.shop.com."]


def test_services_are_found(resolver):
    found = Network(resolver).services("_imaps._tcp.shop.com")
    assert found == [Service(0, 1, 993, "imap.shop.com.")]


def test_no_record_is_an_empty_answer(resolver):
    assert Network(resolver).mail_exchangers("other.com") == []
    assert Network(resolver).services("_imaps._tcp.x" + "y" * 80 + ".com") == []


def test_a_silent_name_server_is_an_empty_answer(monkeypatch):
    monkeypatch.setattr("wire.discovery.network.DNS_SECONDS", 0.3)
    silent = dns.resolver.Resolver(configure=False)
    silent.nameservers, silent.port = ["127.0.0.1"], 9
    assert Network(silent).mail_exchangers("shop.com") == []


class WebServer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        pages = {"/found": b"<clientConfig/>", "/large": b"x" * 100_000}
        content = pages.get(self.path, b"")
        self.send_response(200 if content else 302)
        self.send_header("Location", "/found")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def web(certificates) -> Iterator[Network]:
    server = http.server.HTTPServer(("127.0.0.1", 0), WebServer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.good.cert, certificates.good.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ca = certificates.ca.read_text()
    yield Network(public_only=False, https_port=server.server_port, ca_bundle=ca)
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "content"), [("/found", b"<clientConfig/>"), ("/large", b""), ("/moved", b"")]
)
def test_a_page_is_fetched_unless_it_is_too_large_or_moved(web, path, content):
    assert web.get("localhost", path) == content


def test_a_web_server_that_is_not_verified_is_not_believed(web):
    stranger = Network(public_only=False, https_port=web.https_port)
    assert stranger.get("localhost", "/found") == b""


def test_a_web_server_in_a_private_network_is_not_asked(web):
    closed = Network(https_port=web.https_port, ca_bundle=web.ca_bundle)
    assert closed.get("localhost", "/found") == b""
