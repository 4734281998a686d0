"""From the activity that is answered to the values that deciding works with."""

import re
from collections.abc import Iterable

from activities.models import Activity, Direction
from activities.threads.reading import DELIVERED
from activities.threads.values import person
from activities.writing.choices import Answers
from activities.writing.recipients import Original, addresses_in
from aliases.models import Alias
from aliases.rules import split_addresses
from wire.parse import Unparseable, header_block, parse_headers

ADDRESS = re.compile(r"[^\s<>,;:\"?]{1,250}@[^\s<>,;:\"?]{1,250}")
LIST_POST = "list-post"
Fields = tuple[tuple[str, str], ...]


def original_of(activity: Activity) -> Original:
    return Original(
        sender=addresses_in(activity.sender),
        reply_to=addresses_in(activity.reply_to),
        to=addresses_in(activity.to),
        cc=addresses_in(activity.cc),
        lists=frozenset(_noted(_fields(activity), {LIST_POST})),
        outbound=activity.direction == Direction.OUTBOUND,
    )


def answers_of(activity: Activity, *, gone: bool) -> Answers:
    """``gone``: its alias was deleted and cannot send."""
    own = person(activity.alias.address)
    named = [one.email for one in addresses_in(f"{activity.to}, {activity.cc}".strip(", "))]
    # The mailbox's own address is noted on every message: it says nothing of the way.
    noted = [one for one in _noted(_fields(activity), DELIVERED) if person(one) != own]
    return Answers(activity.alias_id, activity.department_id, (*named, *noted), gone=gone)


def own_addresses(activity: Activity) -> frozenset[str]:
    """What every alias of the partition is written to by; deleted ones are nobody's any more."""
    aliases = Alias.objects.present().filter(department__partition=activity.department.partition_id)
    found: set[str] = set()
    for address, redirections in aliases.values_list("address", "redirections"):
        found |= {address, *split_addresses(redirections)}
    return frozenset(found)


def _fields(activity: Activity) -> Fields:
    if activity.kept_raw is None:
        return ()
    try:
        return parse_headers(header_block(activity.kept_raw.content())).headers
    except Unparseable:
        return ()


def _noted(fields: Fields, names: Iterable[str]) -> list[str]:
    wanted = frozenset(names)
    found = [
        address.removeprefix("mailto:")
        for name, value in fields
        if name.lower() in wanted
        for address in ADDRESS.findall(value[:1000])
    ]
    return list(dict.fromkeys(found))
