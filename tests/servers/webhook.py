"""An https receiver of notices, which believes only what is signed: written from the help page alone."""

import http.server
import json
import ssl
import threading
import time
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from tests.servers.certificates import Certificates

OLDEST = 300  # seconds; older signatures may be replayed ones


def genuine(signature: str, body: bytes, secret: str) -> bool:
    """Whether ``body`` was signed with ``secret`` a short time ago."""
    parts = dict(one.split("=", 1) for one in signature.split(","))
    if abs(time.time() - int(parts["t"])) > OLDEST:
        return False
    check = HMAC(secret.encode(), hashes.SHA256())
    check.update(parts["t"].encode() + b"." + body)
    try:
        check.verify(bytes.fromhex(parts["v1"]))
    except InvalidSignature:
        return False
    return True


class Webhook:
    """Answers 204 to genuine notices, 401 to others, and `status` instead where it is set.

    Attributes:
        bodies: the JSON of genuine notices, in the order of arrival.
        deliveries: their delivery ids. requests: the number of requests of any kind.
    """

    def __init__(self, certificates: Certificates, secret: str) -> None:
        self.secret, self.status, self.requests = secret, 0, 0
        self.bodies: list[Any] = []
        self.deliveries: list[str] = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.good.cert, certificates.good.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://localhost:{self._server.server_port}/hooks/p4th-token?key=q"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def judge(self, headers: Any, body: bytes) -> int:
        self.requests += 1
        if self.status:
            return self.status
        if not genuine(headers["Mailcenter-Signature"], body, self.secret):
            return 401
        self.bodies.append(json.loads(body))
        self.deliveries.append(headers["Mailcenter-Delivery"])
        return 204


def _handler(webhook: Webhook) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(webhook.judge(self.headers, body))
            self.send_header("Location", "https://localhost:1/elsewhere")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    return Handler
