"""Large mailboxes: a backlog comes in whole and in order, and an old one costs nothing (P09, P10).

MAILCENTER_OLD_MESSAGES and MAILCENTER_WAITING make them larger.
"""

import os

import pytest
from django.db import connection

from activities.models import Activity
from activities.raw import RawMessage
from aliases.models import Alias
from tests.servers.faults import FaultProxy, Rule
from tests.stock import message, retrieve_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

OLD = int(os.environ.get("MAILCENTER_OLD_MESSAGES", "2000"))
WAITING = int(os.environ.get("MAILCENTER_WAITING", "1200"))
AT_ONCE = 5000


def fill(dovecot, mailbox: str, number: int) -> None:
    for begin in range(0, number, AT_ONCE):
        dovecot.append(
            mailbox, [message(f"Old {one}") for one in range(begin, min(begin + AT_ONCE, number))]
        )


@pytest.fixture
def settled(make_alias, mailbox, dovecot) -> Alias:
    """An alias whose mailbox holds old mail that was left alone at its first retrieval."""
    fill(dovecot, mailbox, OLD)
    port = dovecot.port["imap"]
    alias = make_alias(mailbox, incoming_user=mailbox, incoming_port=port, backlog="now")
    Alias.objects.filter(pk=alias.pk).update(after_fetch="leave")
    assert retrieve_now(alias).error == ""
    assert RawMessage.objects.count() == 0
    return alias


def commands(proxy: FaultProxy) -> list[str]:
    """Without those that sign in and out."""
    tagged = proxy.lines("client", r"^[A-Z]{4}\d+ ")
    return [one for one in tagged if one.split()[1] not in {"LOGIN", "AUTHENTICATE", "LOGOUT"}]


def test_a_poll_of_a_mailbox_full_of_old_mail_asks_little_and_reads_no_header(
    settled, dovecot
) -> None:
    with FaultProxy((dovecot.host, settled.incoming_port), []) as proxy:
        Alias.objects.update(incoming_port=proxy.port)
        assert retrieve_now(settled).error == ""
        asked = commands(proxy)
    assert len(asked) <= 6
    assert not [line for line in asked if "FETCH" in line]


def test_of_three_new_ones_exactly_three_bodies_are_fetched(settled, dovecot) -> None:
    dovecot.append(settled.address, [message(f"New {one}") for one in range(3)])
    with FaultProxy((dovecot.host, settled.incoming_port), []) as proxy:
        Alias.objects.update(incoming_port=proxy.port)
        retrieve_now(settled)
        answered = proxy.lines("server", r"FETCH .*BODY\[\]")
    assert len(answered) == 3
    assert set(Activity.objects.values_list("subject", flat=True)) == {"New 0", "New 1", "New 2"}


def test_a_backlog_comes_in_oldest_first_and_what_arrives_meanwhile_after_it(
    make_alias, mailbox, dovecot
) -> None:
    fill(dovecot, mailbox, WAITING)
    late = Rule("client", "pass", r"UID FETCH .*BODY", nth=5, times=1)
    late.call = lambda: dovecot.append(mailbox, [message(f"Late {one}") for one in range(10)])
    with FaultProxy((dovecot.host, dovecot.port["imap"]), [late]) as proxy:
        alias = make_alias(mailbox, incoming_user=mailbox, incoming_port=proxy.port)
        for _ in range(20):
            job = retrieve_now(alias)
            connection.close()
            if not job.found:
                break
    subjects = list(Activity.objects.order_by("raw_id").values_list("subject", flat=True))
    expected = [f"Old {one}" for one in range(WAITING)] + [f"Late {one}" for one in range(10)]
    assert subjects == expected
    assert dovecot.count(mailbox) == 0
