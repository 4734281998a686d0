"""IMAP4rev1 with IDLE, UIDPLUS and MOVE: reads commands, lets them be answered, pushes news."""

import logging
import re
from collections.abc import Iterator

from mailcenter.demo.mailserver import imap_mailboxes, imap_messages
from mailcenter.demo.mailserver.accounts import Accounts, decode_plain
from mailcenter.demo.mailserver.conversation import Conversation
from mailcenter.demo.mailserver.imap_state import Answer, Handler, Refused, State
from mailcenter.demo.mailserver.imap_syntax import (
    LITERAL,
    Argument,
    BadCommand,
    CommandReader,
    word,
)
from mailcenter.demo.mailserver.store import MailboxRefused, NoSuchMailbox, Store

log = logging.getLogger("mailserver.imap")

FEATURES = "IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN IDLE UIDPLUS MOVE UNSELECT NAMESPACE ID"
MAX_LITERAL = imap_mailboxes.MAX_SIZE
MAX_LITERAL_BEFORE_LOGIN = 4096  # bytes; names and passwords only
# Numbers may not shift while these are answered (RFC 3501 section 7.4.1).
NO_EXPUNGE = (b"FETCH", b"STORE", b"SEARCH")
TAG = re.compile(rb"[^\x00-\x20\x7f-\xff(){}%*\"\\+]+")


class Imap(Conversation):
    """One IMAP session."""

    max_line = 1024 * 1024  # a UID set of 100,000 members still fits

    def __init__(self, accounts: Accounts, store: Store) -> None:
        super().__init__()
        self._accounts = accounts
        self._state = State(store, self._changed)
        self._reader = CommandReader()
        self._tag = b""  # of the command that is being read
        self._literal: int | None = None  # bytes of the literal that is due
        self._waiting: bytes | None = None  # tag of the IDLE or AUTHENTICATE that is under way
        self._commands: dict[bytes, Handler] = {
            **imap_mailboxes.COMMANDS,
            **imap_messages.COMMANDS,
            b"CAPABILITY": self._capability,
            b"ID": self._id,
            b"NOOP": self._noop,
            b"LOGIN": self._login,
            b"AUTHENTICATE": self._authenticate,
        }

    def connectionMade(self) -> None:
        super().connectionMade()
        self.send(b"* OK demo mail server\r\n")

    def connectionLost(self, *_: object) -> None:
        self._state.leave()

    def line_too_long(self) -> bytes:
        return b"* BYE line too long\r\n"

    def step(self) -> bool:
        if self._literal is not None:
            data = self.read_exactly(self._literal)
            if data is None:
                return False
            self._literal = None
            self._reader.literal(data)
            return True
        line = self.read_line()
        if line is None:
            return False
        if self._waiting is not None:
            self._end_waiting(self._waiting, line)
        else:
            self._take_line(line)
        return True

    def _take_line(self, line: bytes) -> None:
        literal = LITERAL.search(line)
        self._tag = self._tag or tag_of(line)
        try:
            self._reader.text(line[: literal.start()] if literal else line)
            if literal:
                self._expect(int(literal[1]), announced=not literal[2])
                return
            tokens = self._reader.finish()
            tag, name = word(tokens), word(tokens).upper()
        except BadCommand as error:
            self.send(b"%b BAD %b\r\n" % (self._tag, str(error).encode()))
            if literal:
                # Where the next command begins nobody can tell.
                self.close()
            self._reader, self._tag = CommandReader(), b""
            return
        self._reader, self._tag = CommandReader(), b""
        self._start(tag, name, tokens)

    def _expect(self, count: int, *, announced: bool) -> None:
        limit = MAX_LITERAL if self._state.account else MAX_LITERAL_BEFORE_LOGIN
        if count > limit:
            self.send(b"* BYE [TOOBIG] no more than %d bytes at a time\r\n" % limit)
            self.close()
            return
        self._literal = count
        if announced:
            self.send(b"+ go on\r\n")

    def _start(self, tag: bytes, name: bytes, arguments: list[Argument]) -> None:
        if name == b"LOGOUT":
            self.send(b"* BYE good-bye\r\n%b OK signed out\r\n" % tag)
            self.close()
        elif name == b"IDLE" and self._state.account:
            self._waiting = tag
            self.send(b"+ idling\r\n")
            self._changed()
        elif name == b"AUTHENTICATE" and arguments in ([b"PLAIN"], [b"plain"]):
            self._waiting = tag
            self.send(b"+ \r\n")
        else:
            handler = self._commands.get(name, self._unknown)
            self.stream(self._answer_to(handler, tag, request=(name, arguments)))

    def _end_waiting(self, tag: bytes, line: bytes) -> None:
        self._waiting = None
        if self._state.account is None:
            request: tuple[bytes, list[Argument]] = (b"AUTHENTICATE", [b"PLAIN", line])
            self.stream(self._answer_to(self._authenticate, tag, request=request))
        elif line.upper() == b"DONE":
            self.send(tag + b" OK idled\r\n")
        else:
            self.send(tag + b" BAD IDLE ends with DONE\r\n")

    def _answer_to(
        self, handler: Handler, tag: bytes, *, request: tuple[bytes, list[Argument]]
    ) -> Iterator[bytes]:
        """Untagged answers, news, and the tagged line."""
        name, arguments = request
        try:
            text = yield from handler(self._state, arguments)
            status = "OK"
        except BadCommand as error:
            status, text = "BAD", str(error)
        except (Refused, MailboxRefused) as error:
            status, text = "NO", str(error)
        except NoSuchMailbox:
            status, text = "NO", "[NONEXISTENT] there is no such mailbox"
        except OSError as error:
            log.error("%s failed: %s", name.decode(errors="replace"), error.strerror)
            status, text = "NO", "[UNAVAILABLE] the folder of the demo cannot be used just now"
        if self._state.view is not None:
            yield from self._state.view.updates(may_expunge=name not in NO_EXPUNGE)
        yield b"%b %b\r\n" % (tag, f"{status} {text}".encode())

    def _changed(self) -> None:
        """Tell an idling client at once (RFC 2177); others hear of it with their next command."""
        view = self._state.view
        if self._waiting is not None and view is not None:
            self.send(b"".join(view.updates(may_expunge=True)))

    def _unknown(self, state: State, arguments: list[Argument]) -> Answer:
        yield from ()
        raise BadCommand("unknown command, or not in this state")

    def _capability(self, state: State, arguments: list[Argument]) -> Answer:
        yield f"* CAPABILITY {FEATURES}\r\n".encode()
        return "told"

    def _id(self, state: State, arguments: list[Argument]) -> Answer:
        yield b'* ID ("name" "mailcenter demo mail server")\r\n'
        return "told"

    def _noop(self, state: State, arguments: list[Argument]) -> Answer:
        yield from ()
        return "nothing done"

    def _login(self, state: State, arguments: list[Argument]) -> Answer:
        user, password = word(arguments), word(arguments)
        return self._sign_in(user.decode(errors="replace"), password.decode(errors="replace"))

    def _authenticate(self, state: State, arguments: list[Argument]) -> Answer:
        if word(arguments).upper() != b"PLAIN":
            raise Refused("[CANNOT] use LOGIN or AUTHENTICATE PLAIN")
        pair = decode_plain(word(arguments))
        if pair is None:
            raise BadCommand("cancelled, or not base64 of a PLAIN message")
        return self._sign_in(*pair)

    def _sign_in(self, user: str, password: str) -> Answer:
        yield from ()
        if self._state.account is not None:
            raise BadCommand("signed in already")
        account = self._accounts.sign_in(user, password)
        log.info("signed in" if account else "sign-in refused")
        if account is None:
            raise Refused("[AUTHENTICATIONFAILED] user name or password is wrong")
        self._state.account = account
        return "signed in"


def tag_of(line: bytes) -> bytes:
    """The tag that answers the line, also when the rest of it cannot be read."""
    match = TAG.match(line)
    return match[0] if match else b"*"
