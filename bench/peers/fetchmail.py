"""fetchmail: hands each message to a program that delivers it here, and deletes it on the server."""

import re
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.peers import commands, mailboxes
from bench.peers.errors import PeerMissing
from bench.rows import require
from tests.servers.dovecot import PASSWORD, Dovecot

# The program that delivers is the cheapest there is; a real one does more with each message.
SETTINGS = """\
set no syslog
set no bouncemail
set invisible
poll {host} protocol {protocol} service {port} no dns
    user "{user}" password "{password}" sslproto "" fetchall
    mda "/bin/cat >> {folder}/delivered"
"""
# Those of our messages, not of what a bounce reports.
_OURS = re.compile(rb"^Message-ID: <(\d{1,6})\.bench@customers\.test>", re.MULTILINE)


def retrieve(dovecot: Dovecot, protocol: str, count: int) -> float:
    """The seconds of `fetchmail` over a new mailbox.

    Raises:
        WrongResult: a message was not delivered, or is left on the server.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    program = shutil.which("fetchmail")
    if program is None:
        raise PeerMissing("the Debian package fetchmail is not installed")
    with mailboxes.to_be_emptied(dovecot, count) as box, TemporaryDirectory() as name:
        folder = Path(name)
        values = {"host": dovecot.host, "port": dovecot.port[protocol], "user": box.address}
        values |= {"protocol": protocol, "password": PASSWORD, "folder": folder}
        settings = folder / "fetchmailrc"
        settings.write_text(SETTINGS.format(**values))
        # it refuses settings that others may read
        settings.chmod(0o600)
        files = ["--pidfile", str(folder / "pid"), "--idfile", str(folder / "ids")]
        command = [program, "--silent", "--fetchmailrc", str(settings), *files]
        begun = time.perf_counter()
        commands.run(command, folder=folder)
        seconds = time.perf_counter() - begun
        delivered = set(_OURS.findall((folder / "delivered").read_bytes()))
        require(len(delivered), count, "messages delivered")
    return seconds
