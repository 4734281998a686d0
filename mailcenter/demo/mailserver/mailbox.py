"""One mailbox: a file per message, named by UID, size and date, and a small index beside them."""

import json
import os
import re
import shutil
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

NO_FLAGS: frozenset[str] = frozenset()
INDEX = "index.json"
MESSAGE_FILE = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Message:
    """What is known of a message without opening its file; `date` is in seconds since 1970."""

    uid: int
    size: int
    date: int

    @property
    def file_name(self) -> str:
        return f"{self.uid}.{self.size}.{self.date}"


class Workshop:
    """A folder on the same file system where files are made before they are renamed into place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        # What a killed process left unfinished was never answered with success.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    def new_path(self) -> Path:
        self._made += 1
        return self._folder / f"{os.getpid()}-{time.time_ns()}-{self._made}"

    def write(self, data: bytes, place: Path) -> None:
        """Bring a file into place whole or not at all. Raises OSError."""
        path = self.new_path()
        try:
            path.write_bytes(data)
            os.replace(path, place)
        except OSError:
            path.unlink(missing_ok=True)
            raise


class Mailbox:
    """Messages by UID, their flags, and who wants to hear of changes.

    `uids` ascends; `expunged` lists removed UIDs in order of removal since the process started, so
    that each session can catch up from the place it knows.
    """

    def __init__(self, folder: Path, workshop: Workshop, *, new_validity: int) -> None:
        self.folder = folder
        self._workshop = workshop
        self.messages: dict[int, Message] = {}
        self.flags: dict[int, frozenset[str]] = {}
        self.uids: list[int] = []
        self.expunged: list[int] = []
        self.listeners: set[Callable[[], None]] = set()
        self.uidvalidity = new_validity
        self.next_uid = 1
        self._saved_next_uid = 0
        self._load()

    def add(
        self, data: bytes, *, flags: frozenset[str] = NO_FLAGS, date: int | None = None
    ) -> Message:
        """Store a message under the next UID; on return it is safe. Raises OSError."""
        when = int(time.time()) if date is None else date
        message = Message(self.next_uid, len(data), when)
        self.next_uid += 1
        if flags:
            # First the index, which also uses the UID up: flags never fall to another message.
            self.flags[message.uid] = flags
            self._save()
        self._workshop.write(data, self.folder / message.file_name)
        self.messages[message.uid] = message
        self.uids.append(message.uid)
        self._tell()
        return message

    def read(self, message: Message, *, start: int = 0, length: int = -1) -> bytes:
        """Bytes of a message, all by default. Raises FileNotFoundError once it is expunged."""
        with (self.folder / message.file_name).open("rb") as file:
            file.seek(start)
            return file.read(length)

    def set_flags(self, changes: dict[int, frozenset[str]]) -> None:
        """Replace the flags of several messages, kept with one write."""
        for uid, flags in changes.items():
            self.flags.pop(uid, None)
            if flags and uid in self.messages:
                self.flags[uid] = flags
        if changes:
            self._save()

    def expunge(self, uids: Iterable[int]) -> None:
        """Remove messages for good; unknown UIDs are passed over."""
        if self._saved_next_uid < self.next_uid:
            # The files are the only other memory of the highest UID, and they go now.
            self._save()
        for uid in uids:
            message = self.messages.pop(uid, None)
            if message is None:
                continue
            (self.folder / message.file_name).unlink(missing_ok=True)
            self.flags.pop(uid, None)
            del self.uids[bisect_left(self.uids, uid)]
            self.expunged.append(uid)
        self._tell()

    def take_over(self, other: "Mailbox") -> None:
        """Receive copies of all messages of another mailbox with flags and dates."""
        for message in list(other.messages.values()):
            flags = other.flags.get(message.uid, NO_FLAGS)
            self.add(other.read(message), flags=flags, date=message.date)

    def bury(self) -> None:
        """Forget everything after the folder went away; sessions see the messages vanish."""
        self.expunged.extend(self.uids)
        self.uids.clear()
        self.messages.clear()
        self.flags.clear()
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self.listeners):
            listener()

    def _load(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with os.scandir(self.folder) as entries:
            names = [match.groups() for e in entries if (match := MESSAGE_FILE.fullmatch(e.name))]
        found = sorted((int(uid), int(size), int(date)) for uid, size, date in names)
        self.messages = {uid: Message(uid, size, date) for uid, size, date in found}
        self.uids = list(self.messages)
        index = self.folder / INDEX
        if index.exists():
            self._load_index(json.loads(index.read_bytes()))
        if self.uids:
            self.next_uid = max(self.next_uid, self.uids[-1] + 1)
        if not index.exists():
            self._save()

    def _load_index(self, index: dict[str, object]) -> None:
        match index:
            case {"uidvalidity": int(validity), "next_uid": int(next_uid), "flags": dict(flags)}:
                self.uidvalidity = validity
                self.next_uid = self._saved_next_uid = next_uid
                for names, uids in flags.items():
                    known = (uid for uid in uids if uid in self.messages)
                    self.flags.update(dict.fromkeys(known, frozenset(names.split())))
            case _:
                raise ValueError(f"{self.folder / INDEX} is not an index: remove the demo's folder")

    def _save(self) -> None:
        # UIDs by flags: with 20,000 flagged messages this is many times quicker than the reverse.
        uids: dict[frozenset[str], list[int]] = {}
        for uid, flags in self.flags.items():
            uids.setdefault(flags, []).append(uid)
        index = {
            "uidvalidity": self.uidvalidity,
            "next_uid": self.next_uid,
            "flags": {" ".join(sorted(flags)): members for flags, members in uids.items()},
        }
        self._workshop.write(json.dumps(index).encode(), self.folder / INDEX)
        self._saved_next_uid = self.next_uid
