"""OpenLDAP's slapd with as many people as a test wants, run without privileges."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from string import Template

from tests.servers.certificates import Certificates, Pair
from tests.servers.ports import answers, free_port
from tests.servers.process import Server, give, unprivileged_user, write

SUFFIX = "dc=lab,dc=test"
PEOPLE = f"ou=people,{SUFFIX}"
READER = f"cn=reader,{SUFFIX}"
PASSWORD = "geheim"
# Entries that are only there to be refused.
ELSEWHERE = f"ou=elsewhere,{SUFFIX}"
PROGRAM, LOADER = "/usr/sbin/slapd", "/usr/sbin/slapadd"


class Slapd(Server):
    """A directory of `people` persons p1@people.test and so on, filled at the first start.

    READER signs in with PASSWORD, and anybody may read anonymously. ELSEWHERE is a referral,
    ou=secret is closed, dc=closed,dc=test wants encryption. More than 200 entries are refused.

    Args:
        folder: existing folder that `nobody` can enter.
        certificates: shown with STARTTLS and LDAPS.
        pair: the name of the certificate, such as "expired".
    """

    def __init__(
        self, folder: Path, certificates: Certificates, *, people: int = 50, pair: str = "good"
    ) -> None:
        self.name = f"slapd-{pair}-{people}"
        super().__init__(folder)
        self.user = unprivileged_user()
        self.people = people
        self.port = {"ldap": free_port(), "ldaps": free_port()}
        self._pair: Pair = getattr(certificates, pair)

    def prepare(self) -> None:
        """Write the configuration, and the database where there is none.

        Raises:
            RuntimeError: slapd is not installed.
        """
        if not Path(PROGRAM).exists():
            raise RuntimeError(
                "slapd is not installed: run python -m tests.servers.packages --install"
            )
        give(self.folder)
        template = Template((Path(__file__).parent / "conf" / "slapd.conf").read_text())
        values = {"folder": self.folder, "suffix": SUFFIX, "password": PASSWORD}
        values |= {"cert": self._pair.cert, "key": self._pair.key}
        write(self.folder / "slapd.conf", template.substitute(values))
        new = not (self.folder / "data").exists()
        for name in ("data", "closed"):
            give(self.folder / name)
        if new:
            self._load(SUFFIX, tree(self.people))
            self._load("dc=closed,dc=test", closed_tree())

    def _load(self, suffix: str, entries: Iterator[str]) -> None:
        # as root the loader would leave files that the server cannot write
        command = [LOADER, "-q", "-f", str(self.folder / "slapd.conf"), "-b", suffix]
        text = "\n\n".join(entries) + "\n"
        subprocess.run(
            command,
            input=text,
            text=True,
            check=True,
            capture_output=True,
            **({"user": self.user, "group": _group(), "extra_groups": []} if self.user else {}),
        )

    def command(self) -> list[str]:
        """Return the command line."""
        where = f"ldap://{self.host}:{self.port['ldap']} ldaps://{self.host}:{self.port['ldaps']}"
        return [PROGRAM, "-d", "0", "-f", str(self.folder / "slapd.conf"), "-h", where]

    def ready(self) -> bool:
        """Tell whether the listeners are open."""
        return answers(self.port["ldap"]) and answers(self.port["ldaps"])


def _group() -> int:
    from tests.servers.process import user_and_group

    return user_and_group()[1]


def tree(people: int) -> Iterator[str]:
    """The entries as LDIF (RFC 2849)."""
    yield f"dn: {SUFFIX}\nobjectClass: domain\ndc: lab"
    for name in ("people", "secret"):
        yield f"dn: ou={name},{SUFFIX}\nobjectClass: organizationalUnit\nou: {name}"
    yield (
        f"dn: {ELSEWHERE}\nobjectClass: referral\nobjectClass: extensibleObject\nou: elsewhere\n"
        "ref: ldap://elsewhere.test/ou=elsewhere"
    )
    yield f"dn: {READER}\nobjectClass: person\ncn: reader\nsn: reader\nuserPassword: {PASSWORD}"
    for number in range(1, people + 1):
        yield person(number)


def person(number: int) -> str:
    return (
        f"dn: uid=p{number},{PEOPLE}\nobjectClass: inetOrgPerson\nuid: p{number}\n"
        f"cn: Person Number {number}\nsn: Number {number}\nmail: p{number}@people.test\n"
        f"o: People Ltd\ntitle: Buyer\ntelephoneNumber: +49 30 {number:07d}"
    )


def closed_tree() -> Iterator[str]:
    yield "dn: dc=closed,dc=test\nobjectClass: domain\ndc: closed"
