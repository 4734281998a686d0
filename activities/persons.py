"""Who wrote, on case and activity, and who logs the case: a step of filing (PE-1, PE-3).

Nobody is made of what programs send: bounces, automatic and bulk mail, and our own addresses.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from activities import automatic
from activities.models import Activity, Case
from activities.stages.values import Incoming
from aliases.finding import Rule
from aliases.models import Alias
from contacts import finding
from contacts.finding import People, Writer
from contacts.keys import key_of
from contacts.logging_analyst import Logging, Sender, decide
from contacts.models import Person
from exceptions.facts import Facts
from wire.bounce import signs

Batch = Sequence[Incoming]

# In answers of programs and in bulk mail (RFC 3834 section 3.1.8); "list" is said of people's, too.
UNWRITTEN = ("bulk", "junk", "auto_reply", "auto-reply")


class Writers:
    """Who wrote each message of a batch, in its order; None where nobody is known to have."""

    def __init__(self, alias: Alias, people: Sequence[Person | None], new: set[str]) -> None:
        self.people = people
        self._alias, self._new = alias, new
        self._users: set[int] = set()

    def begun(self, number: int, rule: str) -> Mapping[str, Any]:
        """What a case gets that this message of the batch begins."""
        person = self.people[number]
        if person is None or rule != Rule.NEW:
            return {"person": person}
        logging = _logging(self._alias, person, self._new)
        if logging.becomes_user:
            self._users.add(person.pk)
        default = self._alias.default_logging_analyst_id
        return {"person": person, "logging_analyst_id": person.pk if logging.by_sender else default}

    def finish(self, activities: Sequence[Activity]) -> None:
        """Cases that nobody had written to before get their person."""
        late: dict[int, Case] = {}
        for activity in activities:
            if activity.person_id and activity.case.person_id is None:
                activity.case.person_id = activity.person_id
                late[activity.case_id] = activity.case
        if late:
            Case.objects.bulk_update(late.values(), ["person"])
        if self._users:
            Person.objects.filter(pk__in=self._users).update(is_user=True)


def recognise(alias: Alias, batch: Batch, now: datetime) -> Writers:
    """Finds or makes who wrote; the same few queries for a batch. In the caller's transaction."""
    writers = [_writer(incoming) for incoming in batch]
    wanted = {one.key: one for one in writers if one is not None}
    people = finding.known(alias.department_id, wanted)
    unknown = {
        one.key: wanted[one.key]
        for one, incoming in zip(writers, batch, strict=True)
        if one is not None and one.key not in people and written(incoming.facts)
    }
    new = _made(alias, unknown, now)
    people |= new
    return Writers(alias, [people.get(one.key) if one else None for one in writers], set(new))


def _made(alias: Alias, unknown: Mapping[str, Writer], now: datetime) -> People:
    if not unknown:
        return {}
    own = {key_of(one) for one in automatic.own_addresses()}
    writers = [writer for key, writer in unknown.items() if key not in own]
    return finding.make(alias.department_id, alias.pk, writers, now)


def _writer(incoming: Incoming) -> Writer | None:
    """None where nobody wrote: reports of programs, and senders without a possible address."""
    sender = incoming.parsed.from_ or incoming.parsed.sender
    if incoming.verdict.is_exception or incoming.facts.finding is not None or sender is None:
        return None
    try:
        validate_email(sender.email)
    except ValidationError:
        return None
    return Writer(sender.email, sender.name)


def written(facts: Facts) -> bool:
    """Whether a person wrote it, for all that can be seen: only then somebody new is made of it."""
    evidence = facts.evidence
    newsletter = "list-unsubscribe" in evidence.headers and "list-post" not in evidence.headers
    return not (
        newsletter
        or evidence.return_path == ""
        or signs.auto_submitted(evidence) not in ("", "no")
        or signs.precedence(evidence) in UNWRITTEN
        or signs.is_mailer(evidence)
        or signs.is_robot(evidence)
    )


def _logging(alias: Alias, person: Person, new: set[str]) -> Logging:
    unknown = person.made_for in new if person.made_for else False
    sender = None if unknown else Sender(person.is_user, person.is_analyst)
    return decide(sender, use_linked_analyst=alias.use_linked_analyst)
