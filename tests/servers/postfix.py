"""Postfix with a queue of its own; delivers to Dovecot and refuses on demand. Needs root."""

import grp
import os
import pwd
import re
import shutil
import time
from collections import Counter
from pathlib import Path
from string import Template

from tests.servers.certificates import Certificates, Pair
from tests.servers.dovecot import ADDRESSES, DOMAIN, NORMAL, Dovecot
from tests.servers.ports import answers, free_port
from tests.servers.process import Server, write

PORTS = ("smtp", "submission", "submissions", "smtp_bare", "smtp_small", "smtp_auth")
SMALL = 10_000  # bytes that smtp_small accepts

# Answers to RCPT TO, by local part at lab.test.
RECIPIENTS = {
    "full": "452 4.2.2 Mailbox full",
    "grey": "450 4.2.0 Greylisted, try again later",
    "busy": "451 4.3.0 Temporary lookup failure",
    "over": "552 5.2.2 Mailbox exceeds its quota",
    "spam": "554 5.7.1 Rejected as spam",
    "shut": "421 4.3.2 Service shutting down",
}
# Answers for the sender; Postfix gives them at RCPT TO (smtpd_delay_reject).
SENDERS = {
    "blocked": "550 5.7.1 Sender not allowed",
    "slow": "450 4.7.1 Sender rate exceeded",
}

_PROGRAMS = Path("/usr/lib/postfix/sbin")
_EXTENSIONS = (
    "pipelining,8bitmime,smtputf8,chunking,dsn,size,starttls,enhancedstatuscodes,etrn,vrfy"
)
# what `postfix check` would make, a quarter of a second slower
_QUEUES = (
    *("active", "bounce", "corrupt", "defer", "deferred", "flush"),
    *("hold", "incoming", "private", "saved", "trace"),
)
_AUTH = (
    "smtpd_sasl_auth_enable=yes",
    # a process that served before keeps its connection to a Dovecot that a test has killed since
    "max_use=1",
    "smtpd_relay_restrictions=permit_sasl_authenticated,reject",
)
_ENCRYPTION = {
    "submission": "smtpd_tls_security_level=encrypt",
    "submissions": "smtpd_tls_wrappermode=yes",
}


class Postfix(Server):
    """A private Postfix 3.7 in front of `dovecot`, whose mailboxes and passwords it shares.

    Mail for other domains is accepted and bounced with a real delivery status notification.

    Attributes:
        host: 127.0.0.1.
        port: smtp (no AUTH, messages up to 60 MB), submission (STARTTLS and AUTH), submissions
            (TLS and AUTH), smtp_bare (no extensions), smtp_small (SIZE 10000),
            smtp_auth (AUTH, also without TLS). The two
            submission ports show the bad certificates on the addresses named in ADDRESSES.

    Raises:
        RuntimeError: not run by root, or Postfix is not installed.
    """

    name = "postfix"

    def __init__(self, folder: Path, certificates: Certificates, dovecot: Dovecot) -> None:
        if os.geteuid() != 0:
            raise RuntimeError("Postfix must be started by root: run these tests as root.")
        if not (_PROGRAMS / "master").exists():
            raise RuntimeError(
                "Postfix is not installed: run python -m tests.servers.packages --install"
            )
        super().__init__(folder)
        self.port = {name: free_port() for name in PORTS}
        self._certificates, self._dovecot = certificates, dovecot

    def prepare(self) -> None:
        """Write the configuration and make the queue's folders."""
        etc = self.folder / "etc"
        _folder(etc, mode=0o755)
        for name, text in self._files().items():
            write(etc / name, text)
            # Postfix waits two seconds for files that were changed just now
            os.utime(etc / name, (time.time() - 60,) * 2)
        self._make_queue()

    def _files(self) -> dict[str, str]:
        values = {
            "folder": self.folder,
            "programs": _PROGRAMS,
            "good_cert": self._certificates.good.cert,
            "good_key": self._certificates.good.key,
            "extensions": _EXTENSIONS,
            **self._dovecot.port,
            **self.port,
        }
        conf = Path(__file__).parent / "conf"
        main, master = (
            Template((conf / name).read_text()).substitute(values)
            for name in ("main.cf", "master.cf")
        )
        return {
            "main.cf": main,
            "master.cf": master + self._submission(),
            "mailboxes": f"/^(box[0-9]+([+][a-z0-9]+)?|anna|ben|support|customers)@{DOMAIN}$/ x\n",
            "recipients": _access(RECIPIENTS),
            "senders": _access(SENDERS),
        }

    def _submission(self) -> str:
        """Return the services with AUTH, one for each certificate."""
        known = self._certificates
        shown: dict[str, Pair] = {
            NORMAL: known.good,
            ADDRESSES["cert_expired"]: known.expired,
            ADDRESSES["cert_self_signed"]: known.self_signed,
            ADDRESSES["cert_wrong_host"]: known.wrong_host,
        }
        lines = []
        for name, encryption in _ENCRYPTION.items():
            for address, pair in shown.items():
                files = f"smtpd_tls_cert_file={pair.cert}", f"smtpd_tls_key_file={pair.key}"
                lines.append(f"{address}:{self.port[name]} inet n - n - - smtpd")
                lines += [f"  -o {option}" for option in (encryption, *_AUTH, *files)]
        return "\n".join(lines) + "\n"

    def _make_queue(self) -> None:
        owner, drop = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
        queue = self.folder / "queue"
        _folder(queue, mode=0o755)
        _folder(queue / "pid", mode=0o755)
        _folder(self.folder / "data", mode=0o755, owner=(owner, 0))
        for name in _QUEUES:
            _folder(queue / name, mode=0o700, owner=(owner, 0))
        _folder(queue / "maildrop", mode=0o730, owner=(owner, drop))
        _folder(queue / "public", mode=0o710, owner=(owner, drop))

    def command(self) -> list[str]:
        """Return the command line; -s keeps the master in the foreground."""
        return [str(_PROGRAMS / "master"), "-s", "-c", str(self.folder / "etc")]

    def ready(self) -> bool:
        """Tell whether all listeners are open."""
        return answers(self.port["smtp"]) and answers(self.port["submissions"])

    def queued(self) -> int:
        """Return how many messages lie in the queue, waiting or on their way."""
        waiting = ("incoming", "active", "deferred", "maildrop", "hold")
        files = (path for name in waiting for path in (self.folder / "queue" / name).rglob("*"))
        return sum(path.is_file() for path in files)

    def failed_attempts(self) -> Counter[str]:
        """Return the failed attempts to log in, by their SASL mechanism."""
        log = (self.folder / "postfix.log").read_text(errors="replace")
        return Counter(re.findall(r": SASL ([\w-]+) authentication failed", log))

    def sasl_users(self, sender: str) -> list[tuple[str, str]]:
        """Return (mechanism, user) of each session that sent mail as `sender`, oldest first."""
        log = (self.folder / "postfix.log").read_text(errors="replace")
        found: list[tuple[str, str]] = []
        for number in re.findall(rf"/qmgr\[\d+\]: (\w+): from=<{re.escape(sender)}>", log):
            signed = rf": {number}: client=.*sasl_method=([\w-]+), sasl_username=(\S+)"
            found += re.findall(signed, log)
        return found

    def empty_queue(self) -> None:
        """Throw away all waiting messages; only while Postfix is not running."""
        shutil.rmtree(self.folder / "queue")


def _access(answers_by_name: dict[str, str]) -> str:
    lines = (f"/^{name}@lab\\.test$/ {answer}\n" for name, answer in answers_by_name.items())
    return "".join(lines)


def _folder(path: Path, *, mode: int, owner: tuple[int, int] = (0, 0)) -> None:
    path.mkdir(exist_ok=True)
    path.chmod(mode)
    os.chown(path, *owner)
