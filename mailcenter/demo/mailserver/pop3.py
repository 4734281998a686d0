"""POP3 (RFC 1939 with UIDL, TOP, CAPA): one session a mailbox, deletion only at QUIT."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from mailcenter.demo.mailserver.accounts import Accounts
from mailcenter.demo.mailserver.conversation import Conversation
from mailcenter.demo.mailserver.dots import stuffed
from mailcenter.demo.mailserver.mailbox import Mailbox, Message
from mailcenter.demo.mailserver.store import Store

log = logging.getLogger("mailserver.pop3")

FEATURES = ("USER", "TOP", "UIDL", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE")


class Refused(Exception):
    """A command that cannot be followed; the text goes to the client after -ERR."""


@dataclass(slots=True)
class Maildrop:
    """What a session sees; its numbers never change, whatever arrives or leaves meanwhile."""

    account: str
    mailbox: Mailbox
    messages: list[Message]
    deleted: set[int] = field(default_factory=set)  # indexes in `messages`

    def left(self) -> list[tuple[int, Message]]:
        """Number and message of all that are not to be deleted."""
        return [(i + 1, m) for i, m in enumerate(self.messages) if i not in self.deleted]

    def index(self, number: str) -> int:
        """Where a message stands by its number from 1. Raises Refused."""
        index = _count(number) - 1
        if not 0 <= index < len(self.messages) or index in self.deleted:
            raise Refused("there is no such message")
        return index


class Pop3(Conversation):
    """One POP3 session."""

    def __init__(self, accounts: Accounts, store: Store, *, in_use: set[str]) -> None:
        """`in_use` holds the accounts some session of this server has open now."""
        super().__init__()
        self._accounts = accounts
        self._store = store
        self._in_use = in_use
        self._user = ""
        self._drop: Maildrop | None = None

    def connectionMade(self) -> None:
        super().connectionMade()
        self.send(b"+OK demo mail server\r\n")

    def connectionLost(self, *_: object) -> None:
        if self._drop is not None:
            self._in_use.discard(self._drop.account)

    def line_too_long(self) -> bytes:
        return b"-ERR line too long, closing the connection\r\n"

    def step(self) -> bool:
        line = self.read_line()
        if line is None:
            return False
        verb, _, rest = line.decode(errors="replace").partition(" ")
        try:
            self._command(verb.upper(), rest)
        except Refused as error:
            self.send(f"-ERR {error}\r\n".encode())
        except OSError:
            self.send(b"-ERR the message is no longer there\r\n")
        return True

    def _command(self, verb: str, rest: str) -> None:
        if verb == "QUIT":
            self._quit()
        elif verb == "CAPA":
            self._ok("what this server can do", FEATURES)
        elif self._drop is not None:
            self._transaction(self._drop, verb, rest.strip())
        elif verb == "USER":
            self._user = rest.strip()
            self._ok("now the password")
        elif verb == "PASS":
            self._sign_in(rest)
        else:
            raise Refused("sign in first, with USER and PASS")

    def _quit(self) -> None:
        drop = self._drop
        if drop is not None and drop.deleted:
            drop.mailbox.expunge([drop.messages[i].uid for i in sorted(drop.deleted)])
            log.info("%d messages deleted", len(drop.deleted))
        self._ok("good-bye")
        self.close()

    def _sign_in(self, password: str) -> None:
        account = self._accounts.sign_in(self._user, password)
        if account is None:
            log.info("sign-in refused")
            raise Refused("[AUTH] user name or password is wrong")
        if account in self._in_use:
            raise Refused("[IN-USE] another session has this mailbox open: try again later")
        self._in_use.add(account)
        mailbox = self._store.mailbox(account)
        self._drop = Maildrop(account, mailbox, list(mailbox.messages.values()))
        log.info("signed in, %d messages", len(self._drop.messages))
        self._ok(f"{len(self._drop.messages)} messages")

    def _transaction(self, drop: Maildrop, verb: str, rest: str) -> None:
        match verb:
            case "STAT":
                sizes = [message.size for _, message in drop.left()]
                self._ok(f"{len(sizes)} {sum(sizes)}")
            case "LIST":
                self._list(drop, rest, describe=lambda message: str(message.size))
            case "UIDL":
                validity = drop.mailbox.uidvalidity
                self._list(drop, rest, describe=lambda message: f"{validity}.{message.uid}")
            case "RETR":
                self._retrieve(drop, drop.index(rest))
            case "TOP":
                number, _, lines = rest.partition(" ")
                self._retrieve(drop, drop.index(number), lines=_count(lines.strip()))
            case "DELE":
                drop.deleted.add(drop.index(rest))
                self._ok("deleted at QUIT")
            case "RSET":
                drop.deleted.clear()
                self._ok("nothing will be deleted")
            case "NOOP":
                self._ok("")
            case _:
                raise Refused("unknown command")

    def _ok(self, text: str, lines: Iterable[str] | None = None) -> None:
        more = "" if lines is None else "".join(f"{line}\r\n" for line in lines) + ".\r\n"
        self.send(f"+OK {text}\r\n{more}".encode())

    def _list(self, drop: Maildrop, number: str, *, describe: Callable[[Message], str]) -> None:
        if number:
            index = drop.index(number)
            self._ok(f"{index + 1} {describe(drop.messages[index])}")
            return
        left = drop.left()
        self._ok(f"{len(left)} messages", (f"{n} {describe(message)}" for n, message in left))

    def _retrieve(self, drop: Maildrop, index: int, *, lines: int | None = None) -> None:
        message = drop.messages[index]
        data = drop.mailbox.read(message)
        if lines is not None:
            data = _top(data, lines)
        # Streamed, so that pipelined commands wait until this answer has been taken.
        self.stream(iter((f"+OK {message.size} octets\r\n".encode(), stuffed(data))))


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise Refused("a number is missing")
    return int(text)


def _top(data: bytes, lines: int) -> bytes:
    """The header, the empty line and so many lines of the body (RFC 1939 section 7)."""
    rest = (match[0] for match in re.finditer(rb"[^\n]*\n|[^\n]+", data))
    header: list[bytes] = []
    for line in rest:
        header.append(line)
        if not line.strip(b"\r\n"):
            break
    return b"".join([*header, *islice(rest, lines)])
