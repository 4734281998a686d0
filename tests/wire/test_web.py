"""The guarded HTTP client against a web server on loopback, also one that misbehaves."""

import http.server
import json
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests

from tests.servers.ports import closed_port
from wire import web
from wire.errors import Cause, Step, WireError
from wire.fetch import Outgoing, Web, fetch
from wire.web_session import Session

SECRET = "s3ntinel-web"
STATUSES = [
    ("/302", Cause.CONFIGURATION, "sends on to another address (302 Found)"),
    ("/404", Cause.CONFIGURATION, "nothing at this address (404 Not Found)"),
    ("/403", Cause.CREDENTIALS, "refuses us (403 Forbidden)"),
    ("/400", Cause.CONFIGURATION, "refuses (400 Bad Request)"),
    ("/429", Cause.PASSING, "asked too often"),
    ("/503", Cause.PASSING, "in trouble (503 Service Unavailable)"),
    ("/page", Cause.CONFIGURATION, "no JSON"),
    ("/large", Cause.CONFIGURATION, "more than an answer"),
    ("/cut", Cause.PASSING, "closed the connection"),
    ("/nonsense", Cause.PASSING, "makes no sense"),
    ("/hang-up", Cause.PASSING, "closed the connection"),
    ("/quiet", Cause.PASSING, "did not answer within"),
    ("/drip", Cause.PASSING, "did not answer within"),
]


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name.isdigit():
            return self.answer(int(name), b"words of a stranger")
        pages = {"page": b"<html>", "large": b"1" * 3000, "json": b'{"a": 1}'}
        if name in pages:
            return self.answer(200, pages[name])
        return self.misbehave(name)

    def misbehave(self, name: str) -> None:
        raw = {
            "cut": b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n{",
            "nonsense": b"SSH-2.0-x\r\n",
        }
        self.wfile.write(raw.get(name, b""))
        for _ in range(12 if name in {"quiet", "drip"} else 0):
            time.sleep(0.1)
            self.wfile.write(b"H" if name == "drip" else b"")
            self.wfile.flush()

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        told = {"kind": self.headers["Content-Type"], "content": content.decode()}
        told["signed"] = self.headers.get("X-Signature", "")
        self.answer(200, json.dumps(told).encode())

    def answer(self, status: int, content: bytes) -> None:
        self.send_response(status, "own words")
        self.send_header("Location", "/json")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *arguments: object) -> None:
        """Clients here go away early."""


def serving(server: Quiet) -> Iterator[Quiet]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def plain() -> Iterator[Quiet]:
    yield from serving(Quiet(("127.0.0.1", 0), Pages))


@pytest.fixture(scope="module")
def secure(certificates) -> Iterator[str]:
    server = Quiet(("127.0.0.1", 0), Pages)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.good.cert, certificates.good.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    for one in serving(server):
        yield f"https://localhost:{one.server_port}"


@pytest.fixture(scope="module")
def here(certificates) -> Web:
    ca = certificates.ca.read_text()
    return Web(ca_bundle=ca, connect=2, quiet=0.3, seconds=0.6, largest=2000)


def test_json_is_fetched(secure, here):
    assert web.get_json(f"{secure}/json", here) == {"a": 1}


def test_a_form_is_posted(secure, here):
    told = web.post_form(secure, {"a": "b&c"}, here)
    assert told["content"] == "a=b%26c"
    assert told["kind"] == "application/x-www-form-urlencoded"


def test_bytes_are_posted_as_they_are_with_their_signature(secure, here):
    answer = web.post_json(secure, b'{"b":2}', here, headers={"X-Signature": "abc"})
    told = json.loads(answer.content)
    assert (told["content"], told["signed"]) == ('{"b":2}', "abc")


@pytest.mark.parametrize(("path", "cause", "words"), STATUSES)
def test_what_is_no_good_answer_is_told(secure, here, path, cause, words):
    begun = time.monotonic()
    with pytest.raises(WireError) as caught:
        web.get_json(secure + path, here)
    assert time.monotonic() - begun < 1.1
    assert (caught.value.cause, caught.value.step) == (cause, Step.REQUEST)
    assert words in str(caught.value)
    assert "stranger" not in str(caught.value)
    assert "own words" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "ftp://localhost/", "https://", f"https://u:{SECRET}@localhost/", "https://h:x/"]
)
def test_what_is_no_address_of_the_web_is_not_asked(here, url):
    with pytest.raises(WireError, match="no address of the web") as caught:
        web.get_json(url, here)
    assert SECRET not in str(caught.value)


def test_nothing_is_asked_without_encryption(plain, here):
    url = f"http://localhost:{plain.server_port}/json"
    with pytest.raises(WireError, match="without encryption"):
        web.get_json(url, here)
    assert web.get_json(url, replace(here, plain_loopback=True)) == {"a": 1}


def test_plain_is_for_this_machine_only(plain, here, monkeypatch):
    monkeypatch.setattr("wire.fetch._loopback", lambda sock: False)
    url = f"http://localhost:{plain.server_port}/json"
    with pytest.raises(WireError, match="without encryption"):
        web.get_json(url, replace(here, plain_loopback=True))


@pytest.mark.parametrize(
    ("host", "words"),
    [("169.254.169.254", "never contacted"), ("10.0.0.1", "private network"), ("[::1]", "private")],
)
def test_what_may_not_be_reached_is_not_asked(here, host, words):
    with pytest.raises(WireError, match=words):
        web.get_json(f"https://{host}/", replace(here, private_networks=False))


def test_a_certificate_of_an_unknown_authority_is_refused(secure, here):
    with pytest.raises(WireError) as caught:
        web.get_json(f"{secure}/json", replace(here, ca_bundle=""))
    assert (caught.value.step, caught.value.cause) == (Step.ENCRYPTION, Cause.CONFIGURATION)


def test_nobody_listening_is_told_with_its_place(here):
    port = closed_port()
    with pytest.raises(WireError, match=f"localhost:{port}") as caught:
        web.get_json(f"https://localhost:{port}/", here)
    assert caught.value.cause is Cause.REFUSED


def test_the_steps_are_told_as_they_happen(secure, here):
    steps = []
    fetch(replace(here, listen=steps.append), Outgoing("GET", f"{secure}/json"))
    passed = [one.step for one in steps if one.state == "passed"]
    assert passed == [Step.RESOLVE, Step.CONNECT, Step.ENCRYPTION, Step.REQUEST]


def test_a_library_gets_the_same_guard(secure, here, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    with Session(here) as session:
        assert session.get(f"{secure}/json", timeout=99, verify=False).json() == {"a": 1}
        with pytest.raises(WireError, match="another address"):
            session.get(f"{secure}/302")
        with pytest.raises(requests.exceptions.InvalidSchema):
            session.get("file:///etc/passwd")


def test_an_answer_and_a_request_show_nothing_of_what_they_hold():
    texts = repr(Outgoing("POST", SECRET, {"a": SECRET}, SECRET.encode()))
    texts += repr(web.Answer(200, {"a": SECRET}, SECRET.encode()))
    assert SECRET not in texts
