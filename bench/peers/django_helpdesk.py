"""django-helpdesk: into PostgreSQL, and deletes from the server."""

from bench.peers import django_project, mailboxes
from tests.servers.dovecot import NO_TLS, PASSWORD, Dovecot


def retrieve(dovecot: Dovecot, protocol: str, count: int) -> float:
    """The seconds of its command `get_email` over a new mailbox.

    Raises:
        WrongResult: a ticket is missing in its tables or a message was left on the server.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    with mailboxes.to_be_emptied(dovecot, count) as box:
        return django_project.seconds(
            "for_helpdesk",
            {"tickets": count, "messages": count},
            protocol=protocol,
            # it would encrypt wherever that is offered; nobody else does so here
            server=NO_TLS,
            server_port=dovecot.port[protocol],
            user=box.address,
            password=PASSWORD,
        )
