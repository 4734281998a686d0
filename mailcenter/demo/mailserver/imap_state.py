"""What an IMAP session knows: who is signed in, the open mailbox, what was told of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TypeAlias

from mailcenter.demo.mailserver.imap_syntax import Argument, positions
from mailcenter.demo.mailserver.mailbox import Mailbox, Message
from mailcenter.demo.mailserver.store import Store

# Untagged answers one by one; the return value is the text of the tagged OK.
Answer: TypeAlias = Generator[bytes, None, str]


class Refused(Exception):
    """A command that cannot be carried out; the text goes out after NO."""


class View:
    """The messages of the open mailbox under the numbers the client was told (RFC 3501 2.3.1.2)."""

    def __init__(self, mailbox: Mailbox, *, readonly: bool) -> None:
        self.mailbox = mailbox
        self.readonly = readonly
        self.uids = list(mailbox.uids)
        self._highest = mailbox.next_uid - 1
        self._expunges_told = len(mailbox.expunged)

    def updates(self, *, may_expunge: bool) -> list[bytes]:
        """What happened since the last call, as untagged answers.

        Numbers may not shift under FETCH, STORE and SEARCH: then `may_expunge` is False.
        """
        lines = list(self._removals()) if may_expunge else []
        fresh = self.mailbox.uids[bisect_right(self.mailbox.uids, self._highest) :]
        if fresh:
            self.uids += fresh
            self._highest = fresh[-1]
            lines.append(b"* %d EXISTS\r\n" % len(self.uids))
        return lines

    def find(self, spec: bytes, *, by_uid: bool) -> list[tuple[int, Message]]:
        """Number and message of the members of a set that are still there. Raises BadCommand."""
        numbers: Sequence[int] = self.uids if by_uid else range(1, len(self.uids) + 1)
        known = self.mailbox.messages
        places = positions(spec, numbers)
        return [(i + 1, known[self.uids[i]]) for i in places if self.uids[i] in known]

    def writable(self) -> Mailbox:
        """The mailbox, for a change. Raises Refused after EXAMINE."""
        if self.readonly:
            raise Refused("[READ-ONLY] the mailbox was opened by EXAMINE: SELECT it to change it")
        return self.mailbox

    def _removals(self) -> Iterator[bytes]:
        gone = self.mailbox.expunged[self._expunges_told :]
        self._expunges_told += len(gone)
        for uid in gone:
            place = bisect_left(self.uids, uid)
            if place < len(self.uids) and self.uids[place] == uid:
                del self.uids[place]
                yield b"* %d EXPUNGE\r\n" % (place + 1)


class State:
    """One session's account and view; both None until signed in and selected."""

    def __init__(self, store: Store, changed: Callable[[], None]) -> None:
        """`changed` is called after each change of the open mailbox, whoever makes it."""
        self.store = store
        self.account: str | None = None
        self.view: View | None = None
        self._changed = changed

    def open(self, mailbox: Mailbox, *, readonly: bool) -> View:
        """Make a mailbox the selected one."""
        self.leave()
        mailbox.listeners.add(self._changed)
        self.view = View(mailbox, readonly=readonly)
        return self.view

    def leave(self) -> None:
        """Have no mailbox selected."""
        if self.view is not None:
            self.view.mailbox.listeners.discard(self._changed)
            self.view = None

    def signed_in(self) -> str:
        """The account. Raises Refused before LOGIN."""
        if self.account is None:
            raise Refused("sign in first, with LOGIN or AUTHENTICATE PLAIN")
        return self.account

    def selected(self) -> View:
        """The open mailbox. Raises Refused before SELECT."""
        if self.view is None:
            raise Refused("open a mailbox first, with SELECT or EXAMINE")
        return self.view


Handler: TypeAlias = Callable[[State, list[Argument]], Answer]
