"""New people are completed by directory servers, after their mail has been filed (PE-1).

A round is short: it ends after some seconds, what is left comes with the next.
"""

import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from contacts import finding
from contacts.asking import Asking
from contacts.directories import TAKEN_OVER
from contacts.models import Directory, DirectoryAnswer, LookUp, Person

AT_ONCE = 200
# Not begun after so many seconds; a server's own time limit comes on top, once.
LONGEST_ROUND = 15.0
# Whom a round has taken, and left because it died, comes again after so long.
CLAIMED_FOR = timedelta(minutes=5)


def complete(now: datetime) -> int:
    """Asks about people who are due; says how many were settled. Called again and again."""
    claimed = _claim(now)
    if not claimed:
        return 0
    directories = _directories_of({one.alias_id for one in claimed})
    asking = Asking(now)
    ends = time.monotonic() + LONGEST_ROUND
    settled = 0
    try:
        for one in claimed:
            if time.monotonic() > ends:
                _later(one, now)
            else:
                settled += _settle(one, directories.get(one.alias_id, []), asking)
    finally:
        asking.close()
    return settled


def forget(now: datetime) -> int:
    """Deletes answers that count no more; says how many."""
    deleted, _ = DirectoryAnswer.objects.filter(expires_at__lte=now).delete()
    return deleted


def _claim(now: datetime) -> list[LookUp]:
    """Each is taken by one conditional UPDATE; who loses it leaves it."""
    due = LookUp.objects.filter(due_at__lte=now)
    ids = list(due.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    until = now + CLAIMED_FOR
    mine = [pk for pk in ids if due.filter(pk=pk).update(due_at=until)]
    return list(LookUp.objects.filter(pk__in=mine).select_related("person").order_by("pk"))


def _directories_of(aliases: Iterable[int]) -> Mapping[int, list[Directory]]:
    return {alias: finding.asked_for(alias) for alias in aliases}


def _settle(one: LookUp, directories: list[Directory], asking: Asking) -> bool:
    """True where nothing more is to be learned of the person, and the row is gone."""
    answered = finding.answers_of(directories, [one.key], asking.now).get(one.key)
    waits: list[datetime] = []
    for directory in directories if answered is None else ():
        answer = _known(directory, one.key, asking.now) or asking.ask(directory, one.key)
        if answer is None:
            waits.append(asking.rests(directory) or asking.now)
        elif answer.found:
            answered = answer.values
            break
    if answered is None and waits:
        _later(one, min(waits))
        return False
    fill(one.person, answered or {})
    one.delete()
    return True


def _known(directory: Directory, key: str, now: datetime) -> DirectoryAnswer | None:
    return DirectoryAnswer.objects.fresh(now).filter(directory=directory, key=key).first()


def _later(one: LookUp, when: datetime) -> None:
    LookUp.objects.filter(pk=one.pk).update(due_at=when)


def fill(person: Person, values: Mapping[str, str]) -> None:
    """Takes over what is known, but never over what people have typed."""
    nobody_typed = not person.history.exists()
    wanted = {
        name: finding.cut(name, values[name])
        for name in TAKEN_OVER
        if values.get(name) and (not getattr(person, name) or (name == "name" and nobody_typed))
    }
    if wanted:
        Person.objects.filter(pk=person.pk).update(**wanted)
