"""People by their addresses: whoever makes one, two workers never make two."""

from django.utils import timezone

from contacts import finding
from contacts.finding import Writer
from contacts.keys import key_of
from contacts.models import Person


def make(alias, *addresses: str):
    writers = [Writer(one, "") for one in addresses]
    return finding.make(alias.department_id, alias.pk, writers, timezone.now())


def test_whom_another_worker_has_just_made_is_taken(make_alias):
    alias = make_alias()
    first, again = make(alias, "a@a.test", "b@a.test"), make(alias, "A@a.test", "c@a.test")
    assert again["a@a.test"] == first["a@a.test"]
    assert Person.objects.count() == 3


def test_whose_address_was_taken_away_is_made_anew(make_alias, console):
    alias = make_alias()
    person = make(alias, "a@a.test")["a@a.test"]
    address = person.addresses.get()
    form = {"name": "A", "is_user": "on", "addresses-TOTAL_FORMS": 1, "addresses-INITIAL_FORMS": 1}
    form |= {"addresses-0-id": address.pk, "addresses-0-person": person.pk}
    form |= {"addresses-0-address": "new@a.test"}
    console.post(f"/console/contacts/person/{person.pk}/change/", form)
    assert key_of(person.addresses.get().address) == "new@a.test"
    assert make(alias, "a@a.test")["a@a.test"] != person


def test_a_merged_person_is_not_found(make_person, root):
    gone = make_person("Gone", "a@a.test")
    gone.merged_into = make_person("Kept")
    gone.save()
    assert finding.known(root.pk, ["a@a.test"]) == {}


def test_keys_are_alike_whatever_case_and_composition():
    assert key_of(" JÜRGEN@A.test") == key_of("ju\u0308rgen@a.TEST")
    assert key_of("a+b@c.test") != key_of("a@c.test")


def test_what_is_too_long_for_a_field_is_cut(make_alias):
    alias = make_alias()
    writer = Writer("a@a.test", "x" * 500)
    people = finding.make(alias.department_id, alias.pk, [writer], timezone.now())
    assert len(people["a@a.test"].name) == 200
