"""Sending by SMTP (RFC 5321): kept connections, and the server's last word on each recipient."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar, cast

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPResponseException

from wire import envelope, smtp_opening
from wire.channel import Channel, Said
from wire.endpoints import Credentials, Endpoint
from wire.errors import Step
from wire.letters import Letter, Reply
from wire.trace import Trace

__all__ = ["Letter", "Reply", "Runner", "Session", "open_session"]

Runner = asyncio.Runner
T = TypeVar("T")
Commands = tuple[envelope.Command, dict[str, envelope.Command]]

# Giving up early after the final dot makes uncertain mail (RFC 5321 section 4.5.3.2.6 asks for ten
# minutes; a worker's patience is shorter, and nothing is ever sent again by itself from there).
FINAL_DOT_TIMEOUT = 60.0
GOODBYE = 5.0  # seconds


class Session:
    """A signed-in connection. Use ``open_session``; ``close`` it in any case.

    What is a coroutine here is for `wire.fleet`, which has several sessions on one loop.
    """

    def __init__(self, client: SMTP, runner: Runner, trace: Trace, *, own_runner: bool) -> None:
        self._client = client
        self._runner = runner
        self._own_runner = own_runner
        self._trace = trace
        self._channel = Channel(
            cast(asyncio.Transport, client.transport), seconds=trace.endpoint.timeout
        )
        self._offers = client.esmtp_extensions
        # A transaction was begun and not ended by a message.
        self._begun = False
        # Its envelope was written behind the message before.
        self._ahead: Letter | None = None
        self._last: tuple[Letter, Commands] | None = None

    def wrote_ahead(self, letter: Letter) -> bool:
        """Whether the envelope is with the server already, and not answered."""
        return self._ahead is letter

    @property
    def usable(self) -> bool:
        """Whether another letter can go over this connection."""
        return self._channel.open

    def sender_accepted(self, sender: str) -> None:
        """Asks whether the server takes mail from ``sender``, without sending any."""
        with self._trace.step(Step.SENDER) as remark:
            command = envelope.mail_from(Letter(sender, (), b""), {})
            # What comes next begins with RSET.
            self._begun = True
            reply = self._run(self._asked(command, Step.SENDER))
            if not reply.positive:
                raise SMTPResponseException(reply.code, reply.text)
            remark.detail = f"{sender}: {reply.code} {reply.text}"

    def send(self, letter: Letter) -> dict[str, Reply]:
        """The server's last word on each recipient.

        Code 0 where the connection is lost after the message began to leave: nobody can tell whether
        the server has it. Raises WireError where it is lost before.
        """
        replies = self._run(self.announce(letter))
        accepted = [one for one, reply in replies.items() if reply.positive]
        if not accepted:
            return replies
        return replies | dict.fromkeys(accepted, self._run(self.deliver(letter.content)))

    async def announce(self, letter: Letter) -> dict[str, Reply]:
        """The envelope and DATA: each recipient's answer, positive where the server waits for the message.

        All in one go where the server allows it (RFC 2920 section 3.1). After a positive answer comes
        ``deliver`` or ``abandon``, nothing else. Raises WireError.
        """
        mail, commands = self._commands(letter)
        if isinstance(mail, Reply):
            return dict.fromkeys(letter.recipients, mail)
        ahead = "pipelining" in self._offers
        asked = [one for one in commands.values() if isinstance(one, bytes)]
        with self._trace.step(Step.SENDER):
            if self._ahead is not letter:
                await self._begin(mail, [*asked, b"DATA"] if ahead and asked else [])
            self._ahead = None
            sender = self._reply(await self._channel.reply(), Step.SENDER)
        if not sender.positive and not ahead:
            return dict.fromkeys(letter.recipients, sender)
        replies = {
            one: await self._offered(command, ahead=ahead) for one, command in commands.items()
        }
        if not sender.positive:
            replies = dict.fromkeys(letter.recipients, sender)
        accepted = [one for one, reply in replies.items() if reply.positive]
        if accepted or (ahead and asked):
            refusal = await self._data(bool(accepted), ahead=ahead)
            replies |= dict.fromkeys(accepted, refusal) if refusal else {}
        return replies

    def _commands(self, letter: Letter) -> Commands:
        """MAIL, and RCPT for each recipient; asked for twice where they were written ahead."""
        if self._last is None or self._last[0] is not letter:
            mail = envelope.mail_from(letter, self._offers)
            to = {one: envelope.rcpt_to(one, letter, self._offers) for one in letter.recipients}
            self._last = letter, (mail, to)
        return self._last[1]

    def _written_ahead(self, letter: Letter | None) -> list[bytes]:
        """The envelope of ``letter`` where it may be written before the server answers; else nothing."""
        if letter is None or "pipelining" not in self._offers:
            return []
        mail, commands = self._commands(letter)
        to = [one for one in commands.values() if isinstance(one, bytes)]
        return [mail, *to, b"DATA"] if isinstance(mail, bytes) and to else []

    async def _begin(self, mail: bytes, behind: list[bytes]) -> None:
        """Writes MAIL and what may follow at once, after RSET where something is left open."""
        reset = [b"RSET"] if self._begun else []
        self._begun = True
        if reset and not behind:
            await self._asked(b"RSET", Step.SENDER)
            reset = []
        self._channel.write(*reset, mail, *behind)
        if reset:
            self._reply(await self._channel.reply(), Step.SENDER)

    async def _offered(self, command: envelope.Command, *, ahead: bool) -> Reply:
        if isinstance(command, Reply):
            return command
        with self._trace.step(Step.RECIPIENT):
            if not ahead:
                self._channel.write(command)
            return self._reply(await self._channel.reply(), Step.RECIPIENT)

    async def _data(self, wanted: bool, *, ahead: bool) -> Reply | None:
        """DATA: None where the server waits for the message, else its refusal.

        Where no recipient was taken and the server waits all the same, it gets an empty one, which
        goes to nobody (RFC 2920 section 3.1).
        """
        with self._trace.step(Step.DATA):
            if not ahead:
                self._channel.write(b"DATA")
            said = self._reply(await self._channel.reply(), Step.DATA)
            if said.code == 354 and not wanted:
                await self._asked(b".", Step.DATA)
                self._begun = False
        if said.code == 354:
            return None
        # 2xx is no answer to DATA (RFC 5321 section 4.2.2): nothing was sent.
        return said if said.code >= 400 else Reply(503, f"5.5.1 {said.code} {said.text}")

    async def deliver(self, content: bytes, then: Letter | None = None) -> Reply:
        """The message that the server waits for: the answer for all accepted recipients.

        Behind it goes the envelope of the letter that is announced next, if that is known. Code 0
        where the connection is lost after the message began to leave. Raises WireError where it is
        lost before.
        """
        with self._trace.step(Step.DATA):
            self._channel.check()
        seconds = max(self._trace.endpoint.timeout, FINAL_DOT_TIMEOUT)
        try:
            lines = self._written_ahead(then)
            await self._channel.push(content, *lines)
            code, text = await self._channel.reply(seconds=seconds)
        except (OSError, SMTPException) as error:
            self._channel.close()
            return Reply(0, f"connection lost before the server's answer: {error}")
        self._begun, self._ahead = bool(lines), then if lines else None
        if code == 421:
            self._channel.close()
        return Reply(code, text)

    async def _asked(self, command: envelope.Command, step: Step) -> Reply:
        if isinstance(command, Reply):
            return command
        self._channel.write(command)
        return self._reply(await self._channel.reply(), step)

    def _reply(self, said: Said, step: Step) -> Reply:
        code, text = said
        # 421 ends the session (RFC 5321 section 3.8): what follows would only see a lost connection.
        if code == 421:
            self._channel.close()
            raise SMTPResponseException(code, text)
        return Reply(code, text, step)

    def close(self) -> None:
        """Ends the session and frees its socket; never raises, for nothing depends on it."""
        self._run(self.leave())
        if self._own_runner:
            self._runner.close()

    async def leave(self) -> None:
        """As close, but for the loop."""
        with contextlib.suppress(OSError, SMTPException):
            self._channel.write(b"QUIT")
            await self._channel.reply(seconds=GOODBYE)
        self.abandon()

    def abandon(self) -> None:
        """Frees the socket without a word."""
        self._channel.close()
        self._client.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)


def open_session(
    endpoint: Endpoint,
    credentials: Credentials | None,
    *,
    trace: Trace,
    runner: Runner | None = None,
) -> Session:
    """Connects, encrypts and, with credentials, signs in. Raises WireError; leaves no socket.

    ``runner`` is the loop of several sessions; without one the session has its own.
    """
    used = runner or Runner()
    try:
        return used.run(_opened(endpoint, credentials, trace, used, own=runner is None))
    except BaseException:
        if runner is None:
            used.close()
        raise


async def _opened(
    endpoint: Endpoint, credentials: Credentials | None, trace: Trace, runner: Runner, *, own: bool
) -> Session:
    client = await smtp_opening.opened(endpoint, credentials, trace)
    return Session(client, runner, trace, own_runner=own)
