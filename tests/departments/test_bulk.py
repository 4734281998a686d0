"""Many rows at once are the same rows as one by one."""

import pytest
from django.utils import timezone

from activities.models import Activity, Case
from contacts.models import Person, PersonAddress
from departments import bulk
from tests.mailcenter.rows import receive
from tests.stock import message

pytestmark = pytest.mark.django_db

ODD = ("tab\there", "line\nend\r", r"back\slash \N \.", "quote ' and \"", "Grüße 🙂", "")


def a_copy(row: Activity, **changes) -> Activity:
    values = {one.attname: getattr(row, one.attname) for one in Activity._meta.concrete_fields}
    return Activity(**values | {"id": None, "raw_id": None} | changes)


def test_every_value_comes_back_as_it_went(make_alias):
    row = receive(make_alias("support@lab.test"), message("Parcel"))
    rows = [a_copy(row, text=text, subject=text, dated_at=None, automatic=True) for text in ODD]
    bulk.insert(rows)
    for text, one in zip(ODD, rows, strict=True):
        stored = Activity.objects.get(pk=one.pk)
        assert (stored.text, stored.subject, stored.dated_at) == (text, text, None)
        assert (stored.automatic, stored.at, stored.case_id) == (True, row.at, row.case_id)


def test_a_row_that_was_stored_is_changed_later_and_not_stored_twice(make_alias):
    row = receive(make_alias("support@lab.test"), message("Parcel"))
    copied = a_copy(row, at=timezone.now())
    bulk.insert([copied])
    copied.subject = "Changed"
    copied.save()
    assert Activity.objects.count() == 2


def test_nothing_to_store_is_nothing_done():
    bulk.insert([])


def test_rows_that_are_there_already_are_left_out(root):
    person = Person.objects.create(department=root, name="Anna")
    known = {"person_id": person.pk, "address": "a@b.test", "key": "a@b.test"}
    assert bulk.insert_unknown([PersonAddress(**known)], numbered=False)
    other = known | {"address": "c@b.test", "key": "c@b.test"}
    assert not bulk.insert_unknown([PersonAddress(**known), PersonAddress(**other)])
    assert sorted(PersonAddress.objects.values_list("key", flat=True)) == ["a@b.test", "c@b.test"]


def test_a_row_like_another_has_its_values_but_those_given(make_alias, root):
    alias = make_alias("support@lab.test")
    blank = Activity(alias=alias, department=root, direction="inbound", subject="Parcel")
    first, second = (bulk.like(blank, case=Case(department=root, subject=one)) for one in "ab")
    assert (first.case.subject, second.case.subject, second.alias) == ("a", "b", alias)
    assert (second.subject, second.direction, second.automatic) == ("Parcel", "inbound", False)
    assert second.pk is None
    assert second._state.adding
    assert "case" not in blank._state.fields_cache


def test_what_happens_to_a_row_does_not_happen_to_the_one_it_is_like(root):
    blank = Person(department=root)
    one = bulk.like(blank, name="Anna")
    bulk.insert([one])
    assert (blank.pk, blank.name, blank._state.adding) == (None, "", True)
    assert Person.objects.get().name == "Anna"
