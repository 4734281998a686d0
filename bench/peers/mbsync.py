"""mbsync (isync): copies the messages into a Maildir, and leaves them on the server."""

import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.peers import commands
from bench.peers.errors import PeerMissing
from bench.retrieving import filled
from bench.rows import require
from tests.servers.dovecot import PASSWORD, Dovecot

SETTINGS = """\
{fsync}
IMAPAccount bench
Host {host}
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore remote
Account bench

MaildirStore local
Path {folder}/mail/
Inbox {folder}/mail/INBOX

Channel bench
Far :remote:
Near :local:
Patterns INBOX
Create Near
Sync Pull
SyncState *
"""


def retrieve(dovecot: Dovecot, protocol: str, count: int, *, fsync: bool = True) -> float:
    """The seconds of `mbsync` over a new mailbox; `fsync` is its default.

    Raises:
        WrongResult: a message is missing in its Maildir.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    if protocol != "imap":
        raise PeerMissing("mbsync knows IMAP only")
    program = shutil.which("mbsync")
    if program is None:
        raise PeerMissing("the Debian package isync is not installed")
    box = filled(dovecot, count)
    try:
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "mail").mkdir()
            values = {"host": dovecot.host, "port": dovecot.port["imap"], "user": box.address}
            values |= {"folder": folder, "password": PASSWORD}
            values["fsync"] = "FSync yes" if fsync else "FSync no"
            (folder / "mbsyncrc").write_text(SETTINGS.format(**values))
            command = [program, "--quiet", "--config", str(folder / "mbsyncrc"), "bench"]
            begun = time.perf_counter()
            commands.run(command, folder=folder)
            seconds = time.perf_counter() - begun
            inbox = folder / "mail" / "INBOX"
            copies = [*(inbox / "new").iterdir(), *(inbox / "cur").iterdir()]
            require(len(copies), count, "messages in the Maildir")
    finally:
        shutil.rmtree(dovecot.folder / "mail" / box.address)
    return seconds
