"""The round trip of a test message: by SMTP to the alias itself, until the retriever has it.

begin (a row) -> the tick claims what is due -> send, again after a passing refusal -> look whether
an activity with its Message-ID has come. It goes on whether or not anybody watches.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from aliases import connections, jobs
from aliases.incoming import Backlog
from aliases.models import Alias
from aliases.trials.models import PATIENCE, RoundTrip, TripState
from aliases.trials.sending import composed
from departments.trials import Trial
from wire.compose import Outgoing, new_message_id
from wire.errors import Cause, WireError
from wire.smtp import Letter, Reply

# Servers that greylist want a second try after a while; sooner is no use.
BETWEEN_TRIES = timedelta(seconds=30)
# As long as one sending may take at the most: until then nobody else claims the row.
LONGEST_SENDING = timedelta(seconds=180)
BETWEEN_LOOKS = timedelta(seconds=10)
SUBJECT = "mailcenter: round trip test"
TEXT = "mailcenter has sent this message to itself, to test sending and receiving. Delete it."


def begin(alias: Alias, trial: Trial) -> RoundTrip:
    """Notes the wish; the next tick sends. One that is under way ends in favour of the new one."""
    now = timezone.now()
    for one in RoundTrip.objects.filter(alias=alias, ended_at=None):
        _end(one, TripState.FAILED, "Another round trip was begun.", now)
    jobs.wake(alias.pk, jobs.Direction.RETRIEVE, now)
    return RoundTrip.objects.create(
        alias=alias, trial=trial, message_id=new_message_id(alias.address), begun_at=now
    )


def claim(now: datetime) -> list[int]:
    """Looks after all that are under way, and returns the ids of those to be sent now."""
    due: list[int] = []
    rows = RoundTrip.objects.filter(ended_at=None).select_related("alias")
    for one in rows:
        if _arrived(one, now) or _given_up(one, now):
            continue
        if one.next_try_at > now:
            continue
        _look_for_mail(one.alias, now)
        if one.state == TripState.WAITING or not _settled(one.alias):
            RoundTrip.objects.filter(pk=one.pk).update(next_try_at=now + BETWEEN_LOOKS)
        elif _taken(one, now):
            due.append(one.pk)
    return due


def _taken(one: RoundTrip, now: datetime) -> bool:
    mine = RoundTrip.objects.filter(pk=one.pk, ended_at=None, next_try_at=one.next_try_at)
    return bool(mine.update(next_try_at=now + LONGEST_SENDING, tries=one.tries + 1))


def _settled(alias: Alias) -> bool:
    """Whether a message that comes now would be retrieved, and not left as one of before."""
    return alias.backlog == Backlog.EVERYTHING or alias.backlog_settled_at is not None


def _look_for_mail(alias: Alias, now: datetime) -> None:
    """Not where retrieving fails: another wrong password in a row may lock the account."""
    healthy = Q(direction=jobs.Direction.RETRIEVE, failures=0)
    if alias.jobs.filter(healthy).exists():
        jobs.wake(alias.pk, jobs.Direction.RETRIEVE, now)


def _arrived(one: RoundTrip, now: datetime) -> bool:
    """Whether the retriever has it: activities are a room above, and are asked by the relation."""
    here: Any = one.alias.activities  # type: ignore[attr-defined, unused-ignore]
    came = here.filter(direction="inbound", message_id=one.message_id).order_by("pk").first()
    if came is None:
        return False
    words = f"The message came back after {_spell((came.at - one.begun_at).total_seconds())}."
    _end(one, TripState.ARRIVED, words, came.at)
    return True


def _given_up(one: RoundTrip, now: datetime) -> bool:
    if now < one.begun_at + PATIENCE:
        return False
    minutes = int(PATIENCE.total_seconds() // 60)
    if one.state == TripState.WAITING:
        words = (
            f"The server took the message, but the retriever has not seen it within {minutes} "
            "minutes. Look into the folder for spam, and at the alias's last retrieval."
        )
    else:
        why = one.words or "Retrieving has not begun: look at the alias's last retrieval."
        words = f"The message could not be sent within {minutes} minutes. {why}"
    _end(one, TripState.FAILED, words, now)
    return True


def send(pk: int) -> None:
    """Sends the message of a claimed round trip, and notes what the server said."""
    one = RoundTrip.objects.select_related("alias__department__partition").get(pk=pk)
    if one.ended_at is not None:
        return
    try:
        reply = _hand_over(one)
    except WireError as error:
        words = str(error)
        if error.cause is Cause.PASSING:
            _again(one, words)
        else:
            _end(one, TripState.FAILED, words, timezone.now())
        return
    _settle(one, reply)


def _hand_over(one: RoundTrip) -> Reply:
    alias = one.alias
    content = composed(
        Outgoing(
            message_id=one.message_id,
            date=one.begun_at,
            sender_name=alias.name,
            sender=alias.address,
            to=[alias.address],
            subject=SUBJECT,
            text=TEXT,
        )
    )
    letter = Letter(alias.envelope_sender, (alias.address,), content)
    session = connections.open_session(alias)
    try:
        return session.send(letter)[alias.address]
    finally:
        session.close()


def _settle(one: RoundTrip, reply: Reply) -> None:
    now = timezone.now()
    said = f"The server said: {reply.code} {reply.text}"
    if reply.transient:
        _again(one, said)
    elif reply.positive or reply.lost:
        # Lost before the answer: the server may have it, so that it is not sent a second time.
        words = said if reply.positive else "The connection was lost before the server's answer."
        _under_way(one).update(state=TripState.WAITING, sent_at=now, words=words, next_try_at=now)
    else:
        _end(one, TripState.FAILED, f"The server refuses the message. {said}", now)


def _again(one: RoundTrip, words: str) -> None:
    _under_way(one).update(words=words, next_try_at=timezone.now() + BETWEEN_TRIES)


def _under_way(one: RoundTrip) -> Any:
    return RoundTrip.objects.filter(pk=one.pk, ended_at=None)


def _end(one: RoundTrip, state: TripState, words: str, at: datetime) -> None:
    if _under_way(one).update(state=state, words=words, ended_at=at) and one.trial is not None:
        one.trial.end(words)


def _spell(seconds: float) -> str:
    return f"{max(0.0, seconds):.1f} seconds"


def told(alias: Alias) -> dict[str, Any]:
    """How far the newest round trip of the alias has come, for its page."""
    one = RoundTrip.objects.filter(alias=alias).order_by("-pk").first()
    if one is None:
        return {"state": "none", "words": "", "under_way": False, "seconds": 0}
    return {
        "state": one.state,
        "words": " ".join(filter(None, (f"{one.get_state_display()}.", one.words))),
        "under_way": one.under_way,
        "seconds": round(one.seconds, 1),
        "tries": one.tries,
    }
