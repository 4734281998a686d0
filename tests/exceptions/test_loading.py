"""The phrases of the system: in every department, loaded once, gone for good when deleted."""

import pytest
from django.core.exceptions import ValidationError

from departments.models import Department
from exceptions.facts import facts_of_words
from exceptions.judging import Verdict, judge
from exceptions.loading import load
from exceptions.models import DeliveryException
from exceptions.predefined import predefined
from exceptions.rules import rules_for

pytestmark = pytest.mark.django_db


def pairs() -> set[tuple[str, str]]:
    return set(DeliveryException.objects.values_list("type", "phrase"))


def test_the_phrases_are_there_after_the_migrations():
    assert pairs() == {(one.type, one.text) for one in predefined()}
    assert DeliveryException.history.count() == len(predefined())


def test_loading_again_changes_nothing():
    load(None)
    assert DeliveryException.objects.count() == len(predefined())


def test_a_phrase_that_a_person_deleted_stays_deleted():
    DeliveryException.objects.get(type="address", phrase="Autoresponder").delete()
    load(None)
    assert ("address", "Autoresponder") not in pairs()


def test_a_phrase_that_a_person_changed_does_not_come_back_beside_it():
    one = DeliveryException.objects.get(type="address", phrase="Autoresponder")
    one.phrase = "robot"
    one.save()
    load(None)
    assert ("address", "Autoresponder") not in pairs()


def verdict(department: Department, subject: str) -> Verdict:
    rules = rules_for(department)
    return judge(facts_of_words(subject, "a@b.test"), rules.phrases, rules.mode)


def test_a_department_has_its_own_phrases_and_those_of_the_system(root: Department):
    root.exception_mode = "phrases"
    other = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    other.exception_mode = "phrases"
    DeliveryException.objects.create(department=other, name="x", phrase="giraffe gone")
    assert verdict(other, "The Giraffe Gone").rule == "giraffe gone"
    assert verdict(root, "The giraffe gone").kind == "ordinary"
    assert verdict(root, "Undeliverable mail").kind == "temporary"


@pytest.mark.parametrize(
    ("phrase", "words"),
    [("a@b", "no @"), ("  ", "Type the words"), ("UNDELIVERABLE MAIL", "system provides")],
)
def test_a_phrase_that_cannot_serve_is_refused(root: Department, phrase: str, words: str):
    DeliveryException.objects.get_or_create(
        type="subject", phrase="Undeliverable mail", department=None, defaults={"name": "x"}
    )
    with pytest.raises(ValidationError, match=words):
        DeliveryException(department=root, name="x", phrase=phrase).full_clean()


def test_a_department_has_a_phrase_once_in_whatever_capitals(root: Department):
    DeliveryException.objects.create(department=root, name="x", phrase="Straße zu")
    with pytest.raises(ValidationError, match="department has this phrase"):
        DeliveryException(department=root, name="y", phrase="STRASSE ZU").full_clean()
