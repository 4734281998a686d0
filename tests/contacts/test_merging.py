"""Two rows of one person become one, and two again."""

import pytest

from activities.models import Activity, Case
from contacts import finding, merging
from contacts.merging import CannotMerge
from contacts.models import Merge, Person
from tests.mailcenter.rows import receive
from tests.stock import message


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test")


@pytest.fixture
def two(alias) -> tuple[Person, Person]:
    """Both have written."""
    for one in ("Anna <anna@a.test>", "A. Smith <smith@a.test>"):
        receive(alias, message(From=one, Subject=one))
    kept, gone = Person.objects.order_by("pk")
    Person.objects.filter(pk=gone.pk).update(is_analyst=True, telephone="12")
    return kept, Person.objects.get(pk=gone.pk)


def facts() -> dict[str, list]:
    people = list(
        Person.objects.order_by("pk").values(
            "pk", "is_analyst", "telephone", "merged_into", "addresses__key"
        )
    )
    cases = list(Case.objects.order_by("pk").values_list("person", flat=True))
    return {
        "people": people,
        "cases": cases,
        "mail": list(Activity.objects.order_by("pk").values_list("person", flat=True)),
    }


def test_all_that_one_has_goes_to_the_other(two, alias):
    kept, gone = two
    merging.merge(kept, gone)
    kept.refresh_from_db()
    assert kept.cases.count() == kept.activities.count() == kept.addresses.count() == 2
    assert (kept.is_analyst, kept.telephone) == (True, "12")
    assert set(finding.known(kept.department_id, ["smith@a.test"]).values()) == {kept}


def test_undone_everything_is_as_it_was(two):
    before = facts()
    row = merging.merge(*two)
    assert facts() != before
    merging.undo(row)
    assert facts() == before


def test_what_came_since_stays_with_the_kept_one(two, alias):
    kept, gone = two
    row = merging.merge(kept, gone)
    later = receive(alias, message(From="anna@a.test", Subject="Another"))
    merging.undo(row)
    later.refresh_from_db()
    assert later.person == kept
    assert gone.activities.count() == 1


def test_a_value_changed_since_is_kept(two):
    kept, gone = two
    row = merging.merge(kept, gone)
    Person.objects.filter(pk=kept.pk).update(telephone="99")
    merging.undo(row)
    assert Person.objects.get(pk=kept.pk).telephone == "99"


def test_an_address_that_both_have_stays_with_both(two):
    kept, gone = two
    gone.addresses.create(address="ANNA@a.test")
    merging.undo(merging.merge(kept, gone))
    assert {one.key for one in gone.addresses.all()} == {"smith@a.test", "anna@a.test"}


def test_merges_are_undone_from_the_last_to_the_first(two, make_person):
    kept, gone = two
    last = make_person("Last")
    first_row = merging.merge(kept, gone)
    merging.merge(last, kept)
    with pytest.raises(CannotMerge, match="undo that first"):
        merging.undo(first_row)


def test_nobody_is_merged_or_unmerged_twice(two):
    row = merging.merge(*two)
    with pytest.raises(CannotMerge):
        merging.merge(*two)
    merging.undo(row)
    with pytest.raises(CannotMerge, match="already"):
        merging.undo(row)
    assert Merge.objects.count() == 1


def test_people_of_two_departments_stay_two(two, make_person, root):
    from departments.models import Department

    other = Department.objects.create(partition=root.partition, parent=root, name="Other")
    with pytest.raises(CannotMerge, match="different departments"):
        merging.merge(two[0], make_person("Theirs", department=other))


def test_the_history_says_what_happened(two):
    kept, gone = two
    merging.undo(merging.merge(kept, gone, reason="The same lady"))
    reasons = list(
        kept.history.order_by("history_id").values_list("history_change_reason", flat=True)
    )
    assert reasons == ["The same lady", f"The merge of {gone} into {kept} was undone."]
