"""Who wrote, on case and activity, and who logs the case: a step of filing (PE-1, PE-3).

Nobody is made of what programs send: bounces, automatic and bulk mail, and our own addresses.
"""

from collections.abc import Sequence
from datetime import datetime

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

Made = Sequence[tuple[Activity, Incoming]]

# In answers of programs and in bulk mail (RFC 3834 section 3.1.8); "list" is said of people's, too.
UNWRITTEN = ("bulk", "junk", "auto_reply", "auto-reply")


def recognise(alias: Alias, made: Made, now: datetime) -> None:
    """Links activities and cases without a person to who wrote; the same few queries for a batch."""
    writers = {activity.pk: _writer(incoming) for activity, incoming in made}
    wanted = {one.key: one for one in writers.values() if one is not None}
    known = finding.known(alias.department_id, wanted)
    new = _made(alias, made, wanted, known, now)
    people = known | new
    mine = {
        pk: people[one.key] for pk, one in writers.items() if one is not None and one.key in people
    }
    if mine:
        _link(alias, [activity for activity, _ in made if activity.pk in mine], mine, set(new))


def _made(
    alias: Alias, made: Made, wanted: dict[str, Writer], known: People, now: datetime
) -> People:
    by_people = {one.key for _, incoming in made if (one := _writer(incoming)) and written(incoming.facts)}  # fmt: skip
    unknown = by_people - set(known)
    if not unknown:
        return {}
    own = {key_of(one) for one in automatic.own_addresses()}
    writers = [wanted[key] for key in unknown - own]
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


def _link(alias: Alias, activities: list[Activity], mine: dict[int, Person], new: set[str]) -> None:
    for activity in activities:
        activity.person = mine[activity.pk]
    Activity.objects.bulk_update(activities, ["person"])
    begun = {one.case_id: one for one in reversed(activities)}
    cases = list(Case.objects.filter(pk__in=begun, person=None))
    users: set[int] = set()
    for case in cases:
        activity = begun[case.pk]
        case.person = mine[activity.pk]
        if activity.threading_rule == Rule.NEW:
            logging = _logging(alias, case.person, new)
            case.logging_analyst_id = case.person.pk if logging.by_sender else alias.default_logging_analyst_id  # fmt: skip
            users |= {case.person.pk} if logging.becomes_user else set()
    Case.objects.bulk_update(cases, ["person", "logging_analyst"])
    if users:
        Person.objects.filter(pk__in=users).update(is_user=True)


def _logging(alias: Alias, person: Person, new: set[str]) -> Logging:
    unknown = person.made_for in new if person.made_for else False
    sender = None if unknown else Sender(person.is_user, person.is_analyst)
    return decide(sender, use_linked_analyst=alias.use_linked_analyst)
