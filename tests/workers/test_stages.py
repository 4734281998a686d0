"""Killed, or left by the database, at each write of filing: all is there afterwards, and once."""

import os
import signal
from collections.abc import Callable
from email.utils import format_datetime
from typing import NoReturn

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from activities import intake
from activities.models import (
    Activity,
    Ancestor,
    Attachment,
    Case,
    RawMessage,
    RawState,
    Recipient,
    Report,
)
from aliases.models import Alias
from exceptions.models import Suppression
from tests.activities.bounced import DEAD, bounce, sent
from tests.mailcenter.rows import store
from tests.stock import message
from workers.processing import process_stored

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

# Each write of the way, in its order: what is stored is begun, threaded, filed, reported, answered.
WRITES = [
    'UPDATE "activities_rawmessage" SET "tries"',
    'INSERT INTO "activities_case"',
    'INSERT INTO "activities_activity"',
    'INSERT INTO "activities_ancestor"',
    'INSERT INTO "activities_attachment"',
    'INSERT INTO "activities_report"',
    'INSERT INTO "exceptions_suppression"',
    'INSERT INTO "activities_recipient"',
    'UPDATE "aliases_job"',
    'UPDATE "activities_rawmessage" SET "state"',
]
each_write = pytest.mark.parametrize("write", WRITES)


@pytest.fixture
def alias(make_alias) -> Alias:
    """Three messages wait: a question, its answer with a file, and a bounce of a mail of ours."""
    alias = make_alias("support@lab.test", acknowledge=True, acknowledge_text="Thank you.")
    now = format_datetime(timezone.now())
    mail = sent(alias)
    store(alias, message(Message_ID="<q@x.test>", Date=now))
    header = {"In_Reply_To": "<q@x.test>", "Content_Type": 'application/pdf; name="a.pdf"'}
    store(alias, message("Re: Where is my parcel?", Date=now, **header))
    store(alias, bounce(mail))
    return alias


def at(write: str, happens: Callable[[], object]) -> Callable[..., object]:
    """Lets something happen when the database is about to do ``write``, and not before."""

    def wrapper(execute, sql, params, many, context):
        if sql.startswith((write, write.replace("INSERT INTO", "COPY"))):
            happens()
        return execute(sql, params, many, context)

    return wrapper


def everything() -> dict[str, int]:
    models = (Activity, Case, Ancestor, Attachment, Report, Suppression, Recipient)
    return {one.__name__: one.objects.count() for one in models}


# A mail of ours, three that came, and an acknowledgement; two parts of the bounce count as attached.
DONE = {
    "Activity": 5,
    "Case": 2,
    "Ancestor": 1,
    "Attachment": 3,
    "Report": 1,
    "Suppression": 1,
    "Recipient": 2,
}


def killed_in_a_child(alias: Alias, write: str) -> int:
    """Files in a process of its own, which is killed at ``write``; returns the signal."""
    connections.close_all()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        with connection.execute_wrapper(at(write, lambda: os.kill(os.getpid(), signal.SIGKILL))):
            process_stored(alias)
    finally:
        # Nothing of the tests may go on in the child.
        os._exit(0)


@each_write
def test_killed_while_filing_everything_is_there_once(alias: Alias, write: str):
    assert killed_in_a_child(alias, write) == -signal.SIGKILL
    assert Activity.objects.filter(direction="inbound").count() == 0
    process_stored(alias)
    assert everything() == DONE
    assert set(RawMessage.objects.values_list("state", flat=True)) == {RawState.FILED}
    assert Suppression.objects.get().address == DEAD


@each_write
def test_without_the_database_the_run_ends_and_nothing_is_wrongly_failed(alias: Alias, write: str):
    def gone() -> NoReturn:
        raise OperationalError("the database is away")

    for _ in range(5):  # polls, as P15 has them
        with connection.execute_wrapper(at(write, gone)), pytest.raises(OperationalError):
            process_stored(alias)
        # Tries are counted for messages that end their worker; these do not.
        assert not RawMessage.objects.filter(tries__gt=0, state=RawState.STORED).exists()
    process_stored(alias)
    assert everything() == DONE
    assert set(RawMessage.objects.values_list("state", flat=True)) == {RawState.FILED}


def test_a_message_that_the_database_cannot_take_does_not_stop_those_behind_it(alias: Alias):
    def gone() -> NoReturn:
        raise OperationalError("index row size exceeds the maximum")

    with connection.execute_wrapper(at('INSERT INTO "activities_report"', gone)):
        for _ in range(intake.MAXIMUM_TROUBLES + 1):
            with pytest.raises(OperationalError):
                process_stored(alias)
        process_stored(alias)
    assert list(RawMessage.objects.order_by("pk").values_list("state", flat=True)) == [
        RawState.FILED,
        RawState.FILED,
        RawState.FAILED,
    ]
