"""A Kerberos realm (MIT) with service keys for IMAP, POP3 and SMTP on localhost."""

import os
import shutil
import subprocess
from pathlib import Path
from string import Template

from tests.servers.ports import answers, free_port
from tests.servers.process import Server, write

FOLDER = "kerberos"
REALM = "LAB.TEST"
SERVICES = ("imap", "pop", "smtp")
_SBIN = "/usr/sbin:/usr/bin:/usr/local/sbin"


class Kerberos(Server):
    """A key distribution centre; a Dovecot in the same folder accepts its tickets.

    Attributes:
        config: the krb5.conf, for the environment variable KRB5_CONFIG of clients.
    """

    name = FOLDER

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()
        self.config = self.folder / "krb5.conf"
        self._environment = {
            "KRB5_CONFIG": str(self.config),
            "KRB5_KDC_PROFILE": str(self.folder / "kdc.conf"),
        }

    def prepare(self) -> None:
        """Write the configuration and, the first time, make the realm and its service keys."""
        values = {"folder": self.folder, "port": self.port, "realm": REALM}
        for name in ("krb5.conf", "kdc.conf"):
            template = Template((Path(__file__).parent / "conf" / name).read_text())
            write(self.folder / name, template.substitute(values))
        if (self.folder / "principal").exists():
            return
        self._run("kdb5_util", "create", "-s", "-r", REALM, "-P", "master")
        keytab = self.folder / "mail.keytab"
        for service in SERVICES:
            self._admin(f"addprinc -randkey {service}/localhost")
            self._admin(f"ktadd -k {keytab} {service}/localhost")
        keytab.chmod(0o644)

    def add(self, user: str, password: str) -> None:
        """Make the principal of a mail address; its realm is always REALM."""
        name = user.partition("@")[0]
        # with pre-authentication, as Active Directory and today's realms have it
        self._admin(f"addprinc +requires_preauth -pw {password} {name}@{REALM}")

    def command(self) -> list[str]:
        """Return the command line."""
        variables = [f"{name}={value}" for name, value in self._environment.items()]
        return ["/usr/bin/env", *variables, _program("krb5kdc"), "-n"]

    def ready(self) -> bool:
        """Tell whether it accepts connections."""
        return answers(self.port)

    def _admin(self, query: str) -> None:
        self._run("kadmin.local", "-q", query)

    def _run(self, program: str, *arguments: str) -> None:
        environment = {**os.environ, **self._environment}
        subprocess.run(
            [_program(program), *arguments], env=environment, check=True, capture_output=True
        )


def _program(name: str) -> str:
    found = shutil.which(name, path=_SBIN)
    if found is None:
        raise RuntimeError(
            "Kerberos is not installed: run python -m tests.servers.packages --install"
        )
    return found
