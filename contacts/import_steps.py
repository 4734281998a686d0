"""Imports a file of people into a department: the plan first, and then exactly that plan, in batches."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import transaction

from contacts import finding, importing
from contacts.importing import Line, Plan
from contacts.keys import key_of
from contacts.models import Person, PersonAddress
from departments.models import Department

AT_ONCE = 500
Some = TypeVar("Some")


def prepared(department: Department, text: str) -> Plan:
    """What importing ``text`` would do now; nothing is changed."""
    content = importing.read(text)
    keys = [key_of(one) for line in content.lines for one in line.addresses]
    known: finding.People = {}
    for some in _batches(keys):
        known |= finding.known(department.pk, some)
    return importing.plan(content, _one_object_each(known))


def carried_out(department: Department, text: str, *, reason: str = "") -> Plan:
    """Does it, all or nothing. Who is new has no history, as with people made of mail."""
    with transaction.atomic():
        plan = prepared(department, text)
        for lines in _batches(plan.new):
            _make(department, lines)
        for change in plan.changed:
            person = change.person
            assert isinstance(person, Person)  # noqa: S101  # the plan was made of these
            for name, (_, after) in change.fields.items():
                setattr(person, name, after)
            if change.fields:
                person._change_reason = reason or "Imported"  # type: ignore[attr-defined]
                person.save()
            _add(person, change.addresses)
    return plan


def _make(department: Department, lines: Sequence[Line]) -> None:
    people = Person.objects.bulk_create(
        Person(department=department, **{"name": one.addresses[0]} | dict(one.values))
        for one in lines
    )
    PersonAddress.objects.bulk_create(
        PersonAddress(person=person, address=address, key=key)
        for person, line in zip(people, lines, strict=True)
        for key, address in {key_of(one): one for one in line.addresses}.items()
    )


def _add(person: Person, addresses: Sequence[str]) -> None:
    PersonAddress.objects.bulk_create(
        (PersonAddress(person=person, address=one, key=key_of(one)) for one in addresses),
        ignore_conflicts=True,
    )


def _one_object_each(known: finding.People) -> finding.People:
    """A person of several addresses is one object, so that its changes are one."""
    people = {one.pk: one for one in known.values()}
    return {key: people[one.pk] for key, one in known.items()}


def _batches(values: Iterable[Some]) -> Iterator[list[Some]]:
    rest = iter(values)
    while some := list(islice(rest, AT_ONCE)):
        yield some
