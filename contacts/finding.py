"""Who wrote: known people by address, and new ones made for who is unknown (PE-1).

A batch costs the same few look-ups as one; no directory server is asked here, only the answers
that are there already.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contacts.keys import key_of
from contacts.models import (
    AliasDirectory,
    Directory,
    DirectoryAnswer,
    LookUp,
    Person,
    PersonAddress,
)
from departments import bulk

People = dict[str, Person]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote, as the message says; ``name`` may be ''."""

    address: str
    name: str

    @property
    def key(self) -> str:
        return key_of(self.address)


def known(department_id: int, keys: Collection[str]) -> People:
    """People of the department by the key of their address; of several the first made."""
    if not keys:
        return {}
    rows = PersonAddress.objects.filter(
        key__in=keys, person__department=department_id, person__merged_into=None
    )
    newest_first = rows.select_related("person").order_by("-person_id")
    return {row.key: row.person for row in newest_first}


def make(department_id: int, alias_id: int, writers: Collection[Writer], now: datetime) -> People:
    """Makes a user of each writer, in the caller's transaction; whom another worker has just made
    is taken. What directory servers have said of them is filled in, and else looked up later."""
    # In one order everywhere: two workers with the same people would block each other.
    by_key = {one.key: one for one in sorted(writers, key=lambda one: one.key)}
    if not by_key:
        return {}
    directories = asked_for(alias_id)
    answers = answers_of(directories, by_key, now)
    blank = Person(department_id=department_id, is_user=True)
    made = [_person(blank, one, answers.get(one.key, {})) for one in by_key.values()]
    if not bulk.insert_unknown(made):
        made = list(Person.objects.filter(department=department_id, made_for__in=by_key))
    people = {str(person.made_for): person for person in made}
    bulk.insert_unknown(
        [PersonAddress(person_id=one.pk, address=by_key[key].address[:320], key=key) for key, one in people.items()],
        numbered=False,
    )  # fmt: skip
    if directories:
        _look_up_later(alias_id, {key: one for key, one in people.items() if key not in answers}, now)  # fmt: skip
    return people


def asked_for(alias_id: int) -> list[Directory]:
    """The enabled directory servers of an alias, in their order."""
    rows = AliasDirectory.objects.filter(alias=alias_id, directory__enabled=True)
    return [one.directory for one in rows.select_related("directory").order_by("position")]


def answers_of(
    directories: Collection[Directory], keys: Collection[str], now: datetime
) -> dict[str, Mapping[str, str]]:
    """What is known of each key: the first server's values who found it; {} where all know nobody.

    A key of which some server has said nothing, and none has found it, is left out.
    """
    if not directories:
        return {}
    fresh = DirectoryAnswer.objects.fresh(now).filter(directory__in=directories, key__in=keys)
    given = {(one.directory_id, one.key): one for one in fresh}
    found: dict[str, Mapping[str, str]] = {}
    for key in keys:
        answers = [given.get((one.pk, key)) for one in directories]
        values = next((one.values for one in answers if one is not None and one.found), None)
        if values is not None or all(answers):
            found[key] = values or {}
    return found


def _person(blank: Person, writer: Writer, values: Mapping[str, str]) -> Person:
    facts = {"name": writer.name.strip() or writer.address} | dict(values)
    fitting = {name: cut(name, value) for name, value in facts.items()}
    return bulk.like(blank, made_for=writer.key, **fitting)


def cut(name: str, value: str) -> str:
    """As much of a value as the field of a person takes."""
    field: Any = Person._meta.get_field(name)
    return value[: field.max_length]


def _look_up_later(alias_id: int, people: People, now: datetime) -> None:
    LookUp.objects.bulk_create(
        (LookUp(person=one, alias_id=alias_id, key=key, due_at=now) for key, one in people.items()),
        ignore_conflicts=True,
    )
