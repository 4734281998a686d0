"""What each round of the dispatcher writes: whose mail was sent, and whose message leaves next.

The statements that run most often of all. PostgreSQL takes them as one: each further one would
cost a way to the server and back. SQLite knows no such statement.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from activities.models import Recipient
from aliases.jobs import Lease, LeaseLost
from wire.letters import Reply

Result = tuple[Recipient, Reply]

_ROUND = """
WITH given AS (
    SELECT * FROM json_to_recordset(%s::json) AS row(id bigint, number int, code int, answer text)
), sent AS (
    UPDATE activities_recipient AS recipient
    SET state = 'sent', next_try_at = NULL, answer = given.answer, sent_at = %s
    FROM given
    WHERE recipient.id = given.id AND state = 'sending' AND fence = %s
    RETURNING recipient.id
), completed AS (
    UPDATE activities_attempt AS attempt
    SET phase = 'answered', outcome = 'sent', code = given.code, answer = given.answer, ended_at = %s
    FROM given JOIN sent USING (id)
    WHERE recipient_id = given.id AND attempt.number = given.number AND outcome = ''
), leaving AS (
    UPDATE activities_attempt AS attempt
    SET phase = 'data'
    FROM activities_recipient AS recipient
    WHERE recipient.id = ANY(%s::bigint[]) AND state = 'sending' AND fence = %s
        AND recipient_id = recipient.id AND outcome = ''
    RETURNING recipient.id
)
SELECT count(*) FROM leaving
"""
_SENT = """
UPDATE activities_recipient
SET state = 'sent', next_try_at = NULL, answer = given.column2, sent_at = %s
FROM (VALUES {rows}) AS given
WHERE activities_recipient.id = given.column1 AND state = 'sending' AND fence = %s
RETURNING activities_recipient.id
"""
_COMPLETED = """
UPDATE activities_attempt
SET phase = 'answered', outcome = 'sent', code = given.column3, answer = given.column4, ended_at = %s
FROM (VALUES {rows}) AS given
WHERE recipient_id = given.column1 AND number = given.column2 AND outcome = ''
"""
_LEAVING = """
UPDATE activities_attempt SET phase = 'data'
WHERE outcome = '' AND recipient_id IN (
    SELECT id FROM activities_recipient WHERE id IN ({marks}) AND state = 'sending' AND fence = %s)
"""


def note(
    lease: Lease, sent: Sequence[Result], leaving: Sequence[Recipient], *, now: datetime
) -> None:
    """Completes the attempts of those who were sent theirs, and marks those whose message leaves.

    From the mark on the fate of a message may be uncertain. What another worker has taken over is
    not changed; raises LeaseLost where that is so of one in ``leaving``: no message is sent then.
    """
    if not sent and not leaving:
        return
    rows = [(one.pk, one.tries, reply.code, str(reply)) for one, reply in sent]
    pks = [one.pk for one in leaving]
    write = _at_once if connection.vendor == "postgresql" else _in_turn
    # A statement that is its own commit would be carried out for a worker that is dead by then.
    with transaction.atomic():
        marked = write(lease, rows, pks, now)
    if marked != len(pks):
        raise LeaseLost("a recipient was taken over")


def _at_once(lease: Lease, rows: Sequence[tuple[Any, ...]], pks: list[int], now: datetime) -> int:
    given = [dict(zip(("id", "number", "code", "answer"), row, strict=True)) for row in rows]
    values: list[Any] = [json.dumps(given), now, lease.fence, now, pks, lease.fence]
    with connection.cursor() as cursor:
        cursor.execute(_ROUND, values)
        return int(cursor.fetchone()[0])


def _in_turn(lease: Lease, rows: Sequence[tuple[Any, ...]], pks: list[int], now: datetime) -> int:
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        if rows:
            given = [(pk, answer) for pk, _, _, answer in rows]
            cursor.execute(_SENT.format(rows=_marks(given)), [at, *_flat(given), lease.fence])
            changed = {row[0] for row in cursor.fetchall()}
            rows = [row for row in rows if row[0] in changed]
        if rows:
            cursor.execute(_COMPLETED.format(rows=_marks(rows)), [at, *_flat(rows)])
        if not pks:
            return 0
        marks = ", ".join(["%s"] * len(pks))
        cursor.execute(_LEAVING.format(marks=marks), [*pks, lease.fence])
        return int(cursor.rowcount)


def _marks(rows: Sequence[tuple[Any, ...]]) -> str:
    return ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))


def _flat(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    return [value for row in rows for value in row]
