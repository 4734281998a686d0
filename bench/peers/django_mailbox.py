"""django-mailbox: into PostgreSQL, and deletes from the server."""

from bench.peers import django_project, mailboxes
from tests.servers.dovecot import PASSWORD, Dovecot


def retrieve(dovecot: Dovecot, protocol: str, count: int) -> float:
    """The seconds of its command `getmail` over a new mailbox.

    Raises:
        WrongResult: a message is missing in its tables or left on the server.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    with mailboxes.to_be_emptied(dovecot, count) as box:
        return django_project.seconds(
            "for_mailbox",
            {"messages": count},
            protocol=protocol,
            server=dovecot.host,
            server_port=dovecot.port[protocol],
            user=box.address,
            password=PASSWORD,
        )
