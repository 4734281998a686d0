"""Storms are stopped on the way in: what is too much is held on the shelf, with an incident (P30)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count

from activities import breaker
from activities.models import Activity, Direction, RawMessage, RawState
from activities.stages.values import Incoming
from activities.threads.values import person
from aliases.incidents import opening
from aliases.incidents.models import Kind
from aliases.models import Alias

Pair = tuple[RawMessage, Incoming]
REMEDY = (
    "Look at one of them under Failed messages, with the filter “Held”. Process them again if they "
    "are wanted; otherwise stop the program that sends them, and discard them."
)


def passed(alias: Alias, pairs: Sequence[Pair]) -> list[Pair]:
    """Those that are filed now, in their order; the others are held. In the caller's transaction."""
    answered = _answered({_sender(incoming) for _, incoming in pairs}, pairs)
    counted = [one for one in pairs if not one[0].released and _counts(one[1], answered)]
    if not counted:
        return list(pairs)
    left = _left(alias, counted)
    held: list[Pair] = []
    for one in counted:
        sender = _sender(one[1])
        left[sender] -= 1
        if left[sender] < 0:
            held.append(one)
    for sender in dict.fromkeys(_sender(incoming) for _, incoming in held):
        _hold(alias, sender, [raw for raw, incoming in held if _sender(incoming) == sender])
    gone = {raw.pk for raw, _ in held}
    return [one for one in pairs if one[0].pk not in gone]


def _sender(incoming: Incoming) -> str:
    return person(incoming.thread.sender)


def _counts(incoming: Incoming, answered: set[str]) -> bool:
    verdict = incoming.verdict
    return breaker.suspicious(
        automatic=verdict.is_exception,
        attributed=bool(verdict.original_message_id or verdict.envelope_id),
        answered=_sender(incoming) in answered,
    )


def _answered(senders: Iterable[str], pairs: Sequence[Pair]) -> set[str]:
    """Of these people those who got something automatic of late."""
    if not pairs:
        return set()
    since = max(raw.received_at for raw, _ in pairs) - breaker.SENT_WITHIN
    sent = Activity.objects.filter(automatic=True, at__gte=since, correspondent__in=senders)
    return set(sent.values_list("correspondent", flat=True))


def _left(alias: Alias, counted: Sequence[Pair]) -> Counter[str]:
    """How many more of each sender pass."""
    waiting = Counter(_sender(incoming) for _, incoming in counted)
    since = max(raw.received_at for raw, _ in counted) - breaker.RECEIVED_WITHIN
    before = Activity.objects.filter(
        alias=alias, direction=Direction.INBOUND, correspondent__in=waiting, at__gte=since
    )
    received = dict(before.values_list("correspondent").annotate(Count("pk")))
    return Counter(
        {
            sender: breaker.how_many_pass(received.get(sender, 0), number)
            for sender, number in waiting.items()
        }
    )


def _hold(alias: Alias, sender: str, raws: Sequence[RawMessage]) -> None:
    hours = breaker.RECEIVED_WITHIN.total_seconds() / 3600
    words = (
        f"More than {breaker.MOST_RECEIVED} messages of {sender or 'an unknown sender'} came to "
        f"{alias.address} within {hours:.0f} hours, and they look like programs that answer each "
        "other. The rest is held."
    )
    RawMessage.objects.filter(pk__in=[raw.pk for raw in raws]).update(
        state=RawState.HELD, reason=words
    )
    trouble = _trouble(alias, words)
    opening.report(trouble, max(raw.received_at for raw in raws))


def _trouble(alias: Alias, words: str) -> opening.Trouble:
    # Of no direction: good runs of the retriever say nothing about it.
    return opening.Trouble(Kind.LOOP, alias.address, words, remedy=REMEDY, alias=alias)


def settled(alias: Alias, now: datetime) -> None:
    """Ends the incident where nothing of the alias is held any more."""
    if not RawMessage.objects.filter(alias=alias, state=RawState.HELD).exists():
        opening.end_by_key(_trouble(alias, "").key, now)
