"""SMTP as a small provider speaks it (RFC 5321): anyone may send, only our accounts receive."""

import logging
import re
import secrets
from email.utils import formatdate

from mailcenter.demo.mailserver.accounts import Accounts, decode_base64, decode_plain
from mailcenter.demo.mailserver.conversation import Conversation
from mailcenter.demo.mailserver.dots import DataReader
from mailcenter.demo.mailserver.store import Store

log = logging.getLogger("mailserver.smtp")

MAX_SIZE = 60_000_000  # bytes
MAX_RECIPIENTS = 1000
HOST = "demo.localhost"
FEATURES = (
    HOST,
    f"SIZE {MAX_SIZE}",
    "8BITMIME",
    "PIPELINING",
    "ENHANCEDSTATUSCODES",
    "AUTH PLAIN LOGIN",
)
# A path in angle brackets without its route (RFC 5321 section 4.1.2), then the parameters.
PATH = re.compile(
    r"(FROM|TO):\s*<(?:@[^:>]*:)?(?P<address>(?:\"(?:[^\"\\]|\\.)*\"|[^\">])*)>(?P<rest>.*)", re.I
)
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
SIZE = re.compile(r"\bSIZE=(\d+)", re.I)


class Smtp(Conversation):
    """One SMTP session."""

    def __init__(self, accounts: Accounts, store: Store) -> None:
        super().__init__()
        self._accounts = accounts
        self._store = store
        self._leaving = False
        self._hello = ""
        self._user: str | None = None
        self._sign_in: list[str] | None = None  # answers to AUTH so far, when one is under way
        self._reader: DataReader | None = None
        self._sender: str | None = None
        self._recipients: dict[str, str] = {}  # account -> address as the sender wrote it
        self._verbs = {
            "EHLO": self._ehlo,
            "HELO": self._helo,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "NOOP": lambda _: "250 2.0.0 nothing done",
            "VRFY": lambda _: "252 2.5.1 send the message and see",
            "QUIT": self._quit,
        }

    def connectionMade(self) -> None:
        super().connectionMade()
        self._reply(f"220 {HOST} ESMTP demo mail server")

    def line_too_long(self) -> bytes:
        return b"500 5.5.6 line too long, closing the connection\r\n"

    def step(self) -> bool:
        if self._reader is not None:
            return self._read_data(self._reader)
        line = self.read_line()
        if line is None:
            return False
        text = line.decode(errors="replace")
        self._reply(self._command(text) if self._sign_in is None else self._auth_line(text))
        if self._leaving:
            self.close()
        return True

    def _reply(self, text: str) -> None:
        self.send(text.encode() + b"\r\n")

    def _command(self, text: str) -> str:
        verb, _, rest = text.partition(" ")
        handler = self._verbs.get(verb.upper())
        return handler(rest.strip()) if handler else "500 5.5.2 unknown command"

    def _ehlo(self, name: str) -> str:
        self._helo(name)
        return "\r\n".join([*(f"250-{f}" for f in FEATURES[:-1]), f"250 {FEATURES[-1]}"])

    def _helo(self, name: str) -> str:
        self._hello = CONTROLS.sub("?", name)[:255] or "unknown"
        self._forget()
        return f"250 {HOST}"

    def _rset(self, _: str) -> str:
        self._forget()
        return "250 2.0.0 forgotten"

    def _quit(self, _: str) -> str:
        self._leaving = True
        return "221 2.0.0 good-bye"

    def _forget(self) -> None:
        self._sender, self._recipients = None, {}

    def _auth(self, rest: str) -> str:
        mechanism, _, initial = rest.partition(" ")
        if self._user or self._sender is not None:
            return "503 5.5.1 not now: sign in once, and before MAIL FROM"
        if mechanism.upper() not in ("PLAIN", "LOGIN"):
            return "504 5.5.4 use AUTH PLAIN or AUTH LOGIN"
        self._sign_in = [mechanism.upper()]
        if initial:
            return self._auth_line(initial)
        return "334 " if mechanism.upper() == "PLAIN" else "334 VXNlcm5hbWU6"

    def _auth_line(self, text: str) -> str:
        """Take the next answer of the client (RFC 4954 section 4)."""
        said = [*(self._sign_in or []), text]
        self._sign_in = None
        if text == "*":
            return "501 5.7.0 cancelled"
        if said[0] == "LOGIN" and len(said) == 2:
            self._sign_in = said
            return "334 UGFzc3dvcmQ6"
        if said[0] == "PLAIN":
            pair = decode_plain(text.encode())
        else:
            name, word = decode_base64(said[1].encode()), decode_base64(said[2].encode())
            pair = None if name is None or word is None else (_text(name), _text(word))
        if pair is None:
            return "501 5.5.2 not understood: the answer must be base64"
        self._user = self._accounts.sign_in(*pair)
        log.info("signed in" if self._user else "sign-in refused")
        if self._user:
            return "235 2.7.0 signed in"
        return "535 5.7.8 user name or password is wrong"

    def _mail(self, rest: str) -> str:
        path = PATH.fullmatch(rest)
        if path is None or path[1].upper() != "FROM" or CONTROLS.search(path["address"]):
            return "501 5.1.7 write MAIL FROM:<address>"
        if self._sender is not None:
            return "503 5.5.1 there is a sender already: RSET first"
        size = SIZE.search(path["rest"])
        if size and int(size[1][:20]) > MAX_SIZE:
            return f"552 5.3.4 the message is larger than {MAX_SIZE} bytes"
        self._sender = path["address"]
        return "250 2.1.0 sender taken"

    def _rcpt(self, rest: str) -> str:
        path = PATH.fullmatch(rest)
        if self._sender is None:
            return "503 5.5.1 MAIL FROM comes first"
        if path is None or path[1].upper() != "TO" or CONTROLS.search(path["address"]):
            return "501 5.1.3 write RCPT TO:<address>"
        if len(self._recipients) >= MAX_RECIPIENTS:
            return f"452 4.5.3 no more than {MAX_RECIPIENTS} recipients at a time"
        owner = self._accounts.owner(path["address"])
        if owner is None:
            log.info("recipient refused")
            return "550 5.1.1 there is no such account here"
        self._recipients.setdefault(owner, path["address"])
        return "250 2.1.5 recipient taken"

    def _data(self, _: str) -> str:
        if not self._recipients:
            return "503 5.5.1 MAIL FROM and RCPT TO come first"
        self._reader = DataReader(MAX_SIZE)
        return "354 go on, end with a dot on a line of its own"

    def _read_data(self, reader: DataReader) -> bool:
        body = reader.feed(self.buffer)
        if body is None:
            return False
        self._reader = None
        if reader.too_big:
            self._reply(f"552 5.3.4 the message is larger than {MAX_SIZE} bytes")
        else:
            self._reply(self._deliver(body))
        self._forget()
        return True

    def _deliver(self, body: bytes) -> str:
        name = secrets.token_hex(8)
        data = self._trace(name) + body
        try:
            for account in self._recipients:
                self._store.deliver(account, data)
        except OSError as error:
            log.error("message %s not stored: %s", name, error.strerror)
            return "452 4.3.1 the message cannot be stored now: is the disk full?"
        log.info("message %s: %d bytes for %d accounts", name, len(body), len(self._recipients))
        return f"250 2.6.0 stored as {name}"

    def _trace(self, name: str) -> bytes:
        """Return-Path and Received (RFC 5321 section 4.4)."""
        protocol = "ESMTPA" if self._user else "ESMTP"
        addresses = list(self._recipients.values())
        # More than one recipient is nobody else's business (section 7.2).
        recipient = f"\r\n\tfor <{addresses[0]}>" if len(addresses) == 1 else ""
        lines = (
            f"Return-Path: <{self._sender}>\r\n"
            f"Received: from {self._hello or 'unknown'} ([127.0.0.1])\r\n"
            f"\tby {HOST} with {protocol} id {name}{recipient};\r\n\t{formatdate()}\r\n"
        )
        return lines.encode()


def _text(data: bytes) -> str:
    return data.decode(errors="replace")
