"""getmail6: fetches into a Maildir and deletes from the server."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.peers import commands, environment, mailboxes
from bench.rows import require
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.process import give, unprivileged_user

RETRIEVERS = {"imap": "SimpleIMAPRetriever", "pop3": "SimplePOP3Retriever"}
SETTINGS = """\
[retriever]
type = {retriever}
server = {server}
port = {port}
username = {user}
password = {password}

[destination]
type = Maildir
path = {maildir}/
{user_line}

[options]
read_all = true
delete = true
"""


def retrieve(dovecot: Dovecot, protocol: str, count: int) -> float:
    """The seconds of `getmail` over a new mailbox, from its start to its end.

    Raises:
        WrongResult: a message is missing in its Maildir or left on the server.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    with mailboxes.to_be_emptied(dovecot, count) as box, TemporaryDirectory() as name:
        folder = Path(name)
        maildir = _maildir(folder)
        values = {"server": dovecot.host, "port": dovecot.port[protocol], "user": box.address}
        values |= {"retriever": RETRIEVERS[protocol], "password": PASSWORD, "maildir": maildir}
        values["user_line"] = _user_line()
        (folder / "getmailrc").write_text(SETTINGS.format(**values))
        command = [environment.program("getmail"), "--getmaildir", name, "--quiet"]
        begun = time.perf_counter()
        commands.run(command, folder=folder)
        seconds = time.perf_counter() - begun
        require(len(list((maildir / "new").iterdir())), count, "messages in the Maildir")
    return seconds


def _maildir(folder: Path) -> Path:
    folder.chmod(0o755)
    maildir = give(folder / "Maildir")
    for name in ("cur", "new", "tmp"):
        give(maildir / name)
    return maildir


def _user_line() -> str:
    # it delivers nothing as root
    user = unprivileged_user()
    return f"user = {user}" if user else ""
