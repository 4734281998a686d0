"""Notices as mail, by the partition's default SMTP server: never by an alias, which may be what fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aliases.incidents import texts
from aliases.incidents.errors import Hopeless
from aliases.incidents.texts import News
from departments.models import Partition
from departments.outgoing import open_session
from wire.compose import Outgoing, compose
from wire.errors import WireError
from wire.smtp import Letter, Reply, Session

# Not to be answered by programs (RFC 3834 section 5; the second is what Exchange looks for).
AUTOMATIC = b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
# Nothing comes back to an empty sender (RFC 5321 section 4.5.5).
NOBODY = ""
LONGEST_WAIT = 20.0  # seconds for each answer of the server

NO_SERVER = (
    "The partition {partition} has no default SMTP server, so that nobody can be told by mail: set "
    "it on the page of the partition."
)
NO_SENDER = (
    "The partition {partition} has no default From, so that its mail would come from nobody: set it "
    "on the page of the partition."
)

TRAINING = "The partition {partition} is in training mode: no mail leaves, and neither does this."


@dataclass(frozen=True, slots=True)
class Mail:
    """What goes to one address; ``number`` makes its Message-ID, the same in each try."""

    address: str
    number: str
    news: Sequence[News]
    at: datetime


class Post:
    """One partition's server: a connection that is kept for several mails."""

    def __init__(self, partition: Partition) -> None:
        self._partition = partition
        self._session: Session | None = None
        self._envelope = NOBODY

    def send(self, mail: Mail) -> Reply:
        """The server's answer. Raises Hopeless, and WireError where the server cannot be used."""
        if self._partition.trains(mail.at):
            raise Hopeless(TRAINING.format(partition=self._partition))
        content = AUTOMATIC + self._composed(mail)
        session = self._opened()
        letter = Letter(self._envelope, (mail.address,), content)
        return session.send(letter)[mail.address]

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _opened(self) -> Session:
        if self._session is not None and self._session.usable:
            return self._session
        self.close()
        self._session = open_session(self._partition, longest_wait=LONGEST_WAIT)
        self._envelope = self._sender_taken(self._session)
        return self._session

    def _sender_taken(self, session: Session) -> str:
        """Servers for submission may refuse the empty sender; mail from somebody beats no mail."""
        try:
            session.sender_accepted(NOBODY)
        except WireError:
            if not session.usable:
                raise
            return sender_of(self._partition)
        return NOBODY

    def _composed(self, mail: Mail) -> bytes:
        sender = sender_of(self._partition)
        outgoing = Outgoing(
            message_id=f"{mail.number}@{sender.rpartition('@')[2]}",
            date=mail.at,
            sender_name="mailcenter",
            sender=sender,
            to=[mail.address],
            subject=texts.subject(mail.news),
            text=texts.text(mail.news),
        )
        try:
            return compose(outgoing)
        except ValueError as error:
            raise Hopeless(f"The mail cannot be composed: {error}") from error


def sender_of(partition: Partition) -> str:
    """Who the mail is from. Raises Hopeless where the partition cannot send at all."""
    if not partition.outgoing_host:
        raise Hopeless(NO_SERVER.format(partition=partition))
    sender = partition.default_from or partition.outgoing_address
    if not sender:
        raise Hopeless(NO_SENDER.format(partition=partition))
    return sender
