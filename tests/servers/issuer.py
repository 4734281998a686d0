"""A provider of OAuth 2.0 and OpenID Connect over https on loopback, laid out as Microsoft's is.

Its access tokens log in to the Dovecot and Postfix of the tests.
"""

import base64
import http.server
import json
import ssl
import threading
import time
import urllib.request
from collections import Counter
from html import escape
from typing import Any, Self
from urllib.error import HTTPError
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from tests.servers.certificates import Certificates
from tests.servers.grants import CLIENT_ID, CLIENT_SECRET, Grant, Grants, Refused
from tests.servers.tokens import Tokens

TENANT = "0a1b2c3d-1111-4222-8333-444455556666"
PAGE = """<!doctype html><html lang="en"><title>Test provider</title>
<h1>Sign in</h1><form method="post">
<label>Address <input name="user" value="{user}"></label>
<button name="answer" value="accept">Accept</button>
<button name="answer" value="refuse">Cancel</button></form></html>"""


class Issuer:
    """Runs in a thread of the tests.

    Attributes:
        authority: https://localhost:PORT, to which Microsoft's library adds the tenant.
        url: the issuer, for discovery.
        token_url, authorization_url: its endpoints.
        ca: the PEM text of its authority.
        grants: what it has granted, how often it was asked, and its faults, see Grants.
        seconds: how long each answer of the token endpoint takes with fail = "slow".
    """

    tenant, client_id, secret = TENANT, CLIENT_ID, CLIENT_SECRET

    def __init__(self, certificates: Certificates, tokens: Tokens) -> None:
        self.tokens, self.ca = tokens, certificates.ca.read_text()
        self._server = _Web(("127.0.0.1", 0), _Pages)
        self._server.issuer = self
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.good.cert, certificates.good.key)
        # a client that says nothing holds up its own thread only
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.authority = f"https://localhost:{self._server.server_port}"
        self.url = f"{self.authority}/{TENANT}/v2.0"
        self.token_url = f"{self.authority}/{TENANT}/oauth2/v2.0/token"
        self.authorization_url = f"{self.authority}/{TENANT}/oauth2/v2.0/authorize"
        self.reset()

    def reset(self) -> None:
        """Forget all grants and faults."""
        self.grants = Grants(self.tokens, TENANT, self.url)
        self.seconds = 5.0

    @property
    def fail(self) -> str:
        """The fault of the moment, see Grants; also down, slow, html and drop."""
        return self.grants.fail

    @fail.setter
    def fail(self, fault: str) -> None:
        self.grants.fail = fault

    @property
    def requests(self) -> Counter[str]:
        """How often each grant type was asked for at the token endpoint."""
        return self.grants.requests

    def consent(self, authorization_url: str, user: str, *, answer: str = "accept") -> str:
        """Return the URL to which a browser is sent back after `user` has agreed (or refused)."""
        form = urlencode({"user": user, "answer": answer}).encode()
        context = ssl.create_default_context(cadata=self.ca)
        opener = urllib.request.build_opener(
            _NoRedirect, urllib.request.HTTPSHandler(context=context)
        )
        try:
            with opener.open(urllib.request.Request(authorization_url, form)) as page:
                raise RuntimeError(f"The provider shows a page: {page.read().decode()}")
        except HTTPError as sent_back:
            if sent_back.code != 302:
                raise RuntimeError(sent_back.read().decode()) from sent_back
            return str(sent_back.headers["Location"])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def document(self) -> dict[str, object]:
        """Return what discovery finds."""
        return {
            "issuer": self.url,
            "authorization_endpoint": self.authorization_url,
            "token_endpoint": self.token_url,
            "revocation_endpoint": f"{self.authority}/{TENANT}/oauth2/v2.0/revoke",
            "jwks_uri": f"{self.authority}/{TENANT}/discovery/v2.0/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
            "authorization_response_iss_parameter_supported": True,
        }


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


class _Web(http.server.ThreadingHTTPServer):
    daemon_threads = True
    issuer: Issuer

    def handle_error(self, *arguments: object) -> None:
        """Clients go away early where a test is about impatience."""


class _Pages(http.server.BaseHTTPRequestHandler):
    server: _Web

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.endswith("/authorize"):
            return self._authorization()
        found: dict[str, object] = {}
        if path == f"/{TENANT}/v2.0/.well-known/openid-configuration":
            found = self.server.issuer.document()
        elif path.endswith("/keys"):
            found = {"keys": [self.server.issuer.tokens.public_key()]}
        self._json(200 if found else 404, found or {"error": "not_found"})

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        path = urlsplit(self.path).path
        if path.endswith("/authorize"):
            self._answered(form)
        elif path.endswith("/revoke"):
            self.server.issuer.grants.revoke()
            self._json(200, {})
        else:
            self._token(form | self._basic())

    def _authorization(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        page = PAGE.format(user=escape(asked.get("login_hint", "")))
        self._send(200, page.encode(), "text/html")

    def _answered(self, form: dict[str, str]) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        if asked.get("client_id") != CLIENT_ID or asked.get("code_challenge_method") != "S256":
            return self._send(400, b"no such client, or no PKCE", "text/plain")
        issuer = self.server.issuer
        back = {"state": asked.get("state", ""), "iss": issuer.url}
        if form.get("answer") == "accept":
            names = ("scope", "nonce", "code_challenge", "redirect_uri")
            grant = Grant(form["user"].lower(), *(asked.get(name, "") for name in names))
            back["code"] = issuer.grants.code(grant)
        else:
            back |= {"error": "access_denied", "error_description": "AADSTS65004: Declined."}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def _basic(self) -> dict[str, str]:
        kind, _, pair = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return {}
        name, _, secret = base64.b64decode(pair).decode().partition(":")
        return {"client_id": unquote_plus(name), "client_secret": unquote_plus(secret)}

    def _token(self, form: dict[str, str]) -> None:
        issuer = self.server.issuer
        grants = issuer.grants  # those of the test that asks, even if it does not wait
        if issuer.fail in {"down", "html", "drop"}:
            grants.requests[form.get("grant_type", "")] += 1
            return self._broken(issuer.fail)
        if issuer.fail == "slow":
            time.sleep(issuer.seconds)
        try:
            self._json(200, grants.answer(form, issuer.token_url))
        except Refused as refused:
            status, error, words = refused.args
            ids = {"correlation_id": "c0-11", "trace_id": "7a-ce", "timestamp": "2026-11-21 12:00Z"}
            self._json(status, {"error": error, "error_description": words} | ids)

    def _broken(self, fault: str) -> None:
        if fault == "drop":
            self.close_connection = True
        else:
            self._send(503 if fault == "down" else 200, b"<html>Sorry</html>", "text/html")

    def _json(self, status: int, content: dict[str, object]) -> None:
        self._send(status, json.dumps(content).encode(), "application/json")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass
