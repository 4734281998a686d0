"""Everything that is measured, in the order of a round: a product beside its peers and limits."""

from collections.abc import Callable
from functools import partial
from typing import Any

from bench import backlog, fairness, many_mailboxes, polls, retrieving, sending, ticking, watching
from bench.crew import Crew
from bench.measurements import Measurement, rate
from bench.peers import (
    django_backend,
    django_helpdesk,
    django_mailbox,
    django_mailer,
    fetchmail,
    getmail6,
    mbsync,
    post_office,
    post_office_default,
)
from bench.servers import Servers

Measurements = dict[str, Measurement]

SMALL_KILOBYTES, LARGE_KILOBYTES = 5, 300
# Large messages are a quarter as many.
LARGE_SHARE = 0.25
# So many times as much waits as is sent.
MANY = 50
# The peers, each with its share of the messages: what is slow takes part with fewer.
RETRIEVING: dict[str, tuple[Callable[..., float], float]] = {
    "mbsync": (mbsync.retrieve, 1.0),
    "mbsync_without_fsync": (partial(mbsync.retrieve, fsync=False), 1.0),
    "fetchmail": (fetchmail.retrieve, 0.25),
    "getmail6": (getmail6.retrieve, 0.15),
    "django_mailbox": (django_mailbox.retrieve, 0.15),
    "django_helpdesk": (django_helpdesk.retrieve, 0.1),
}
IMAP_ONLY = ("mbsync", "mbsync_without_fsync")
SENDING: dict[str, tuple[Callable[..., float], float]] = {
    "post_office": (post_office.send, 1.0),
    "post_office_default": (post_office_default.send, 1.0),
    "django_mailer": (django_mailer.send, 0.25),
    "django_backend": (django_backend.send, 1.0),
}
LIMITS: dict[str, Callable[..., float]] = {
    "one_aiosmtplib": sending.aiosmtplib_limit,
    "ten_aiosmtplib": sending.ten_limit,
    "smtplib": sending.smtplib_limit,
    "smtp_source": sending.source_limit,
}
# What is large and takes long takes part in few rounds.
FEW = 3


def measurements(servers: Servers, crew: Crew) -> Measurements:
    """By their names."""
    found: Measurements = {}
    for protocol in ("imap", "pop3"):
        found |= _retrieving(servers, protocol)
    # beside the one mailbox of the one process
    found |= rate("two_workers", partial(many_mailboxes.product, servers, crew))
    found |= _sending(servers, "small", SMALL_KILOBYTES, 1.0)
    found |= _sending(servers, "large", LARGE_KILOBYTES, LARGE_SHARE)
    found |= rate("send_of_few", partial(backlog.product, servers.sink, waiting=0))
    found |= rate("send_of_many", partial(_of_many, servers))
    return found | _standing(servers, crew)


def _retrieving(servers: Servers, protocol: str) -> Measurements:
    dovecot = servers.dovecot
    found = rate(protocol, partial(retrieving.product, dovecot, protocol))
    found |= rate(f"{protocol}_bare_loop", partial(retrieving.bare_loop, dovecot, protocol))
    found |= rate(f"{protocol}_bare_fetch", partial(retrieving.bare_fetch, dovecot, protocol))
    for name, (peer, share) in RETRIEVING.items():
        if protocol == "imap" or name not in IMAP_ONLY:
            run = partial(peer, dovecot, protocol)
            found |= rate(f"{protocol}_{name}", run, share=share, foreign=True)
    return found


def _sending(servers: Servers, kind: str, kilobytes: int, share: float) -> Measurements:
    sizes: dict[str, Any] = {"kilobytes": kilobytes}
    name, sink = f"send_{kind}", servers.sink
    found = rate(name, partial(sending.product, sink, **sizes), share=share)
    for limit, run in LIMITS.items():
        found |= rate(f"{name}_{limit}", partial(run, sink, **sizes), share=share)
    for other, (peer, part) in SENDING.items():
        run = partial(peer, sink, **sizes)
        found |= rate(f"{name}_{other}", run, share=share * part, foreign=True)
    return found


def _standing(servers: Servers, crew: Crew) -> Measurements:
    """What is no rate of messages: thousands of aliases, most of which rest."""
    found = {
        f"poll_{port}": Measurement(
            partial(polls.product, servers, polls.Kind(port)), polls.SHARE, FEW
        )
        for port in ("imap", "imaps", "pop3")
    }
    return found | {
        "polls_by_two_workers": Measurement(
            partial(polls.by_two_workers, servers, crew), 2 * polls.SHARE, FEW
        ),
        "fairness": Measurement(partial(fairness.product, servers, crew), rounds=FEW),
        "watch": Measurement(partial(watching.product, servers, crew), rounds=1),
        "tick": Measurement(partial(ticking.product, servers, crew), rounds=2),
    }


def _of_many(servers: Servers, count: int) -> float:
    return backlog.product(servers.sink, count, waiting=count * MANY)
