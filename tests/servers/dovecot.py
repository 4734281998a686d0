"""Dovecot with IMAP, POP3, LMTP and SASL, run without privileges; a mailbox for each test."""

import grp
import itertools
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from string import Template

from tests.servers import kerberos, ntlm, tokens
from tests.servers.certificates import Certificates
from tests.servers.mailboxes import Session
from tests.servers.ports import LOCALHOST, answers, free_port
from tests.servers.process import Server, give, unprivileged_user, user_and_group, write
from tests.servers.sessions import SessionLog

PASSWORD = "geheim"
DOMAIN = "lab.test"
USERS = ("box*", "anna", "ben", "support", "customers")
PROTOCOLS = ("imap", "imaps", "pop3", "pop3s", "lmtp", "sasl")

# What the IMAP and POP3 ports do depends on the address they are reached at.
NORMAL = "127.0.0.1"  # STARTTLS offered, log-in in clear text allowed, 50 sessions
TLS_REQUIRED = "127.0.0.2"  # [PRIVACYREQUIRED] before STARTTLS
CERT_EXPIRED = "127.0.0.3"
CERT_SELF_SIGNED = "127.0.0.4"
CERT_WRONG_HOST = "127.0.0.5"
TWO_CONNECTIONS = "127.0.0.6"  # a third session of the same user is refused
NO_TLS = "127.0.0.7"
ADDRESSES = {
    "normal": NORMAL,
    "tls_required": TLS_REQUIRED,
    "cert_expired": CERT_EXPIRED,
    "cert_self_signed": CERT_SELF_SIGNED,
    "cert_wrong_host": CERT_WRONG_HOST,
    "two_connections": TWO_CONNECTIONS,
    "no_tls": NO_TLS,
}


class Dovecot(Server):
    """A private Dovecot 2.3; any `box…@lab.test` can log in with PASSWORD and receive mail.

    It also takes the tokens of `Tokens` and the tickets of `Kerberos` in the same folder.

    Args:
        folder: existing folder that `nobody` can enter.
        certificates: shown on the addresses named in ADDRESSES.
        extra: lines added at the end of the configuration.

    Attributes:
        host: 127.0.0.1.
        port: port numbers by name: imap, imaps, pop3, pop3s, lmtp, sasl.
    """

    name = "dovecot"
    addresses = ADDRESSES

    def __init__(self, folder: Path, certificates: Certificates, *, extra: str = "") -> None:
        super().__init__(folder)
        self.user = unprivileged_user()
        self.port = {name: free_port() for name in PROTOCOLS}
        self._certificates, self._extra = certificates, extra
        self._numbers = itertools.count(1)
        self._log = SessionLog(self.folder / "dovecot.log")

    def prepare(self) -> None:
        """Write the configuration and clear away what a killed Dovecot left behind."""
        # sockets of a killed master make the next one refuse to start
        shutil.rmtree(self.folder / "run", ignore_errors=True)
        for folder in (self.folder, *(self.folder / name for name in ("run", "state", "mail"))):
            give(folder)
        write(self.folder / "nobody-else", "")
        for name in ("oauth2.conf", "oauth2-shared.conf", "oauth2-application.conf"):
            write(self.folder / name, self._filled(name))
        write(self.folder / "dovecot.conf", self._filled("dovecot.conf") + self._extra)

    def _filled(self, name: str) -> str:
        template = Template((Path(__file__).parent / "conf" / name).read_text())
        return template.substitute(self._values())

    def _values(self) -> dict[str, object]:
        user, group = user_and_group()
        names = ("good", "expired", "self_signed", "wrong_host")
        pairs = {name: getattr(self._certificates, name) for name in names}
        return {
            "folder": self.folder,
            "user": user,
            "group": grp.getgrgid(group).gr_name,
            "addresses": ", ".join(LOCALHOST),
            "password": PASSWORD,
            "ntlm_helper": ntlm.install(self.folder / "ntlm", PASSWORD),
            "kerberos": self.folder.parent / kerberos.FOLDER,
            "tokens": self.folder.parent / tokens.FOLDER,
            "users": " ".join(f"{name}@{DOMAIN}" for name in USERS),
            **{f"{name}_cert": pair.cert for name, pair in pairs.items()},
            **{f"{name}_key": pair.key for name, pair in pairs.items()},
            **self.port,
            **ADDRESSES,
        }

    def command(self) -> list[str]:
        """Return the command line.

        Raises:
            RuntimeError: Dovecot is not installed.
        """
        program = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
        if program is None:
            raise RuntimeError(
                "Dovecot is not installed: run python -m tests.servers.packages --install"
            )
        return [program, "-F", "-c", str(self.folder / "dovecot.conf")]

    def ready(self) -> bool:
        """Tell whether the listeners are open."""
        return answers(self.port["imap"]) and answers(self.port["sasl"])

    def mailbox(self) -> str:
        """Return the address of an empty mailbox that nobody was given before."""
        return f"box{next(self._numbers):04d}@{DOMAIN}"

    def append(self, user: str, messages: Iterable[bytes], folder: str = "INBOX") -> None:
        """Put messages into a folder, which is made if missing, by one MULTIAPPEND (RFC 3502)."""
        with self._session(user) as session:
            session.append(list(messages), folder)

    def messages(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Return the messages the folder holds now, oldest first; [] for a missing folder."""
        with self._session(user) as session:
            return session.messages(folder)

    def count(self, user: str, folder: str = "INBOX") -> int:
        """Return how many messages the folder holds now; 0 for a missing folder."""
        with self._session(user) as session:
            return session.count(folder)

    def folders(self, user: str) -> list[str]:
        """Return the names of all folders, spelt as on the wire (RFC 3501, 5.1.3)."""
        with self._session(user) as session:
            return session.folders()

    def logins(self, user: str) -> int:
        """Return how often `user` has logged in by IMAP or POP3 since the first start."""
        return self._log.logins(user)

    def refused_logins(self, user: str) -> int:
        """Return how often a log-in of `user` failed because of a wrong password."""
        return self._log.refused(user)

    def failed_attempts(self, protocol: str) -> Counter[str]:
        """Return the failed attempts of all users over imap or pop3, by their SASL mechanism.

        USER and PASS, and IMAP's LOGIN, count as PLAIN.
        """
        return self._log.failed(protocol)

    def connections(self, user: str) -> int:
        """Return how many sessions `user` has open now (as far as logged: about 50 ms behind)."""
        return self._log.open_now(user)

    def peak_connections(self, user: str) -> int:
        """Return the highest number of sessions `user` had open at the same time."""
        return self._log.peak(user)

    def _session(self, user: str) -> Session:
        return Session((self.host, self.port["imap"]), user, password=PASSWORD)
