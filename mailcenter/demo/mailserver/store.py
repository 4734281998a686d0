"""Accounts' mailboxes as folders, one file per message; kill -9 at any moment loses no mail.

A file appears by rename, so it is there complete or not at all. fsync is not used: the demo must
survive the death of its process, not of the machine.
"""

import fcntl
import os
import shutil
import time
from pathlib import Path
from urllib.parse import quote, unquote

from mailcenter.demo.mailserver.mailbox import Mailbox, Message, Workshop

INBOX = "INBOX"
# File systems end at 255 bytes a name; escapes make three of one.
MAX_NAME = 240


class StoreInUse(Exception):
    """Another mail server works on the same folder."""


class NoSuchMailbox(Exception):
    """No mailbox has this name."""


class MailboxRefused(Exception):
    """The mailbox cannot be made, renamed or deleted; the text says why."""


class Store:
    """All mail of all accounts below one folder, which belongs to one process at a time."""

    def __init__(self, folder: Path) -> None:
        """Take the folder over. Raises StoreInUse; the kernel frees it when the process dies."""
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = (folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreInUse(f"Another demo mail server uses {folder}: stop it first.") from error
        self._folder = folder / "accounts"
        self._workshop = Workshop(folder / "unfinished")
        self._open: dict[tuple[str, str], Mailbox] = {}
        self._last_validity = 0

    def deliver(self, address: str, data: bytes) -> Message:
        """Put a message into an account's INBOX; on return it is safe. Raises OSError."""
        return self.mailbox(address).add(data)

    def mailbox(self, address: str, name: str = INBOX) -> Mailbox:
        """The one open copy of a mailbox; INBOX is made when missing. Raises NoSuchMailbox."""
        name = _canonical(name)
        key = (address, name)
        if key not in self._open:
            folder = self._path(address, name)
            if name != INBOX and not folder.is_dir():
                raise NoSuchMailbox(name)
            self._open[key] = Mailbox(folder, self._workshop, new_validity=self._validity())
        return self._open[key]

    def names(self, address: str) -> list[str]:
        """The account's mailboxes in order of name, INBOX always among them."""
        account = self._folder / _file_name(address)
        found = {unquote(entry.name) for entry in account.iterdir()} if account.is_dir() else set()
        return sorted(found | {INBOX})

    def create(self, address: str, name: str) -> None:
        """Make a mailbox and the ones above it (RFC 3501 section 6.3.3). Raises MailboxRefused."""
        name = _canonical(name.removesuffix("/"))
        if not name or "//" in name or name.startswith("/"):
            raise MailboxRefused("a mailbox needs a name, and levels are divided by one /")
        if len(_file_name(name)) > MAX_NAME:
            raise MailboxRefused("the name is too long: choose a shorter one")
        if name in self.names(address):
            raise MailboxRefused("[ALREADYEXISTS] there is a mailbox of this name")
        levels = name.split("/")
        for depth in range(1, len(levels) + 1):
            self._path(address, "/".join(levels[:depth])).mkdir(parents=True, exist_ok=True)
        self.mailbox(address, name)

    def delete(self, address: str, name: str) -> None:
        """Delete a mailbox with its mail. Raises NoSuchMailbox, MailboxRefused."""
        name = _canonical(name)
        if name == INBOX:
            raise MailboxRefused("[CANNOT] INBOX cannot be deleted")
        mailbox = self.mailbox(address, name)
        del self._open[address, name]
        grave = self._workshop.new_path()
        os.replace(mailbox.folder, grave)
        mailbox.bury()
        shutil.rmtree(grave)

    def rename(self, address: str, name: str, *, new_name: str) -> None:
        """Rename a mailbox and the ones below it. Raises NoSuchMailbox, MailboxRefused."""
        name, new_name = _canonical(name), _canonical(new_name)
        if name == INBOX:
            raise MailboxRefused("[CANNOT] INBOX keeps its name: move the messages instead")
        if name not in self.names(address):
            raise NoSuchMailbox(name)
        self.create(address, new_name)
        for old in self.names(address):
            if old == name or old.startswith(f"{name}/"):
                self._move_all(address, old, new_name=new_name + old.removeprefix(name))

    def _move_all(self, address: str, name: str, *, new_name: str) -> None:
        # Copies, not a renamed folder: the new name needs a UIDVALIDITY of its own.
        if new_name not in self.names(address):
            self.create(address, new_name)
        self.mailbox(address, new_name).take_over(self.mailbox(address, name))
        self.delete(address, name)

    def _path(self, address: str, name: str) -> Path:
        return self._folder / _file_name(address) / _file_name(name)

    def _validity(self) -> int:
        # A name deleted and made again within one second still needs another value.
        self._last_validity = max(int(time.time()), self._last_validity + 1)
        return self._last_validity


def _canonical(name: str) -> str:
    """INBOX is the same in any case, other names are not (RFC 3501 section 5.1)."""
    return INBOX if name.upper() == INBOX else name


def _file_name(name: str) -> str:
    return quote(name, safe="@+").replace(".", "%2E")
