"""What people do about recipients that are not sent to: each deed judged (pure), then done at once.

It sends nothing itself: what is to be sent waits for the dispatcher.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower

from activities.handled import Handled
from activities.models import UNFINISHED, Recipient, RecipientState
from aliases import connections, jobs
from aliases.models import Alias
from departments.trail import present_address
from exceptions.models import Suppression

What = Handled.What
AT_ONCE = 500
# As many as one page previews and one click does.
MOST = 10_000

WAITING = frozenset({RecipientState.QUEUED, RecipientState.DEFERRED})
STUCK = frozenset({RecipientState.HELD, RecipientState.UNCERTAIN, RecipientState.FAILED})
# In which states a recipient must be for the deed.
FROM: dict[What, frozenset[str]] = {
    What.RETRY: STUCK | {RecipientState.DEFERRED},
    What.HOLD: WAITING,
    What.CANCEL: WAITING | STUCK,
    What.OTHER: WAITING | STUCK,
}
WILL = {
    What.RETRY: "Is sent once more, at once.",
    What.HOLD: "Is held until a person says what becomes of it.",
    What.CANCEL: "Is never sent.",
    What.OTHER: "Is sent by {alias}, at once.",
}
MAY_HAVE_ARRIVED = "It may have arrived before: the recipient may get it twice."
GONE_ALREADY = "It may have arrived all the same."


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants what, and why; ``alias`` is the one that is to send instead."""

    what: What
    user: Any
    reason: str = ""
    alias: Alias | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """``will`` says what happens to the recipient; where it is empty, ``cannot`` says why nothing does."""

    recipient: Recipient
    will: str = ""
    cannot: str = ""


def with_suppressed(rows: QuerySet[Recipient], now: datetime) -> QuerySet[Recipient]:
    """Adds since when the address is known to be dead, as ``suppressed_since``."""
    listed = Suppression.objects.live(now).filter(
        department=OuterRef("department"), address=Lower(OuterRef("address"))
    )
    return rows.annotate(suppressed_since=Subquery(listed.values("since")[:1]))


def judged(rows: Iterable[Recipient], what: What, alias: Alias | None = None) -> list[Line]:
    """What the deed would do to each of ``rows``, which come from `with_suppressed`."""
    return [_line(one, what, alias) for one in rows]


def _line(one: Recipient, what: What, alias: Alias | None) -> Line:
    if cannot := _why_not(one, what, alias):
        return Line(one, cannot=cannot)
    words = [WILL[what].format(alias=alias)]
    if one.state == RecipientState.UNCERTAIN:
        words.append(GONE_ALREADY if what is What.CANCEL else MAY_HAVE_ARRIVED)
    since = getattr(one, "suppressed_since", None)
    if since and what in (What.RETRY, What.OTHER):
        words.append(f"Its address is suppressed since {since:%d %B %Y}.")
    return Line(one, " ".join(words))


def _why_not(one: Recipient, what: What, alias: Alias | None) -> str:
    if one.state == RecipientState.SENDING:
        return "It is being sent at this moment."
    if one.state not in UNFINISHED:
        return f"It is at its end: {RecipientState(one.state).label.lower()}."
    if one.state not in FROM[what]:
        ready = "It is held already." if what is What.HOLD else "It waits to be sent already."
        return "It does not wait to be sent." if one.state in STUCK - {"held"} else ready
    if what is What.OTHER and alias is not None:
        return _not_by(one, alias)
    if what is What.RETRY and not connections.sends(one.alias):
        return (
            "Its alias was deleted, and the partition has no default SMTP server: choose another."
        )
    return ""


def _not_by(one: Recipient, alias: Alias) -> str:
    if one.alias_id == alias.pk:
        return "That is the alias it has."
    if one.alias.department.partition_id != alias.department.partition_id:
        return "That alias belongs to another partition."
    return ""


def summary(lines: Sequence[Line]) -> str:
    """Such as: 17 of 20. 3: It is being sent at this moment."""
    able = sum(1 for line in lines if line.will)
    reasons = Counter(line.cannot for line in lines if line.cannot)
    parts = [f"{able} of {len(lines)}."]
    parts += [f"{number}: {words}" for words, number in reasons.most_common()]
    return " ".join(parts)


def carry_out(order: Order, pks: Sequence[int], now: datetime) -> int:
    """Does it to those that are in a fitting state at this moment; returns to how many.

    What a dispatcher has in hand, or another person at this moment, is left alone.
    """
    done = 0
    ordered = sorted(pks)
    for start in range(0, len(ordered), AT_ONCE):
        with transaction.atomic():
            done += _some(order, ordered[start : start + AT_ONCE], now)
    return done


def _some(order: Order, pks: Sequence[int], now: datetime) -> int:
    free = Recipient.objects.filter(pk__in=pks, state__in=FROM[order.what])
    mine = free.order_by("pk").select_for_update(of=("self",), skip_locked=True)
    rows = [
        one
        for one in mine.select_related("alias__department__partition")
        if not _why_not(one, order.what, order.alias)
    ]
    for doubtful in (False, True):
        alike = [one.pk for one in rows if (one.state == RecipientState.UNCERTAIN) is doubtful]
        outcome = _outcome(order, now, doubtful=doubtful)
        Recipient.objects.filter(pk__in=alike).update(**outcome)
    Handled.objects.bulk_create(_deed(order, one, now) for one in rows)
    if order.what in (What.RETRY, What.OTHER):
        for alias_id in {order.alias.pk if order.alias else one.alias_id for one in rows}:
            jobs.wake(alias_id, jobs.Direction.DISPATCH, now)
    return len(rows)


def _outcome(order: Order, now: datetime, *, doubtful: bool) -> dict[str, Any]:
    """The columns of a recipient after the deed; ``doubtful``: it may have arrived before."""
    again: dict[str, Any] = {"state": RecipientState.QUEUED, "next_try_at": now, "queued_at": now}
    again["refused_since"] = None
    by = f"by {order.user}. {order.reason}".strip()
    if order.what is What.RETRY:
        return again
    if order.what is What.OTHER:
        return again | {"alias": order.alias}
    if order.what is What.HOLD:
        return {"state": RecipientState.HELD, "next_try_at": None, "answer": f"Held {by}"}
    words = f"Cancelled {by}"
    if doubtful:
        words = f"{words} {GONE_ALREADY}"
    return {"state": RecipientState.CANCELLED, "next_try_at": None, "answer": words}


def _deed(order: Order, one: Recipient, now: datetime) -> Handled:
    note = f"By {order.alias} instead of {one.alias}." if order.alias else ""
    return Handled(
        recipient_id=one.pk,
        at=now,
        user_number=order.user.pk,
        who=str(order.user)[:150],
        ip=present_address(),
        what=order.what,
        before=one.state,
        note=note,
        reason=order.reason,
    )
