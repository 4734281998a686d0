"""New people are completed by directory servers; one that is down holds up nobody."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from aliases.incidents.models import Incident, Kind
from aliases.models import Alias
from contacts import completing, finding
from contacts.asking import rest_after
from contacts.finding import Writer
from contacts.models import Directory, DirectoryAnswer, LookUp, Person
from tests.contacts.samples import ask
from tests.servers.dovecot import Dovecot
from tests.servers.faults import BlackHole
from tests.servers.slapd import Slapd
from tests.stock import message, retrieve_now
from workers.watch import look

pytestmark = pytest.mark.real


@pytest.fixture
def support(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def silent(make_directory):
    with BlackHole() as hole:
        yield make_directory("Silent", port=hole.port, timeout=1)


def wrote(alias: Alias, address: str, name: str = "") -> Person:
    writer = Writer(address, name)
    return finding.make(alias.department_id, alias.pk, [writer], timezone.now())[writer.key]


def complete(later: timedelta = timedelta()) -> int:
    return completing.complete(timezone.now() + later)


def test_a_new_person_gets_what_the_directory_knows(support: Alias, directory: Directory):
    ask(support, directory)
    person = wrote(support, "P42@people.test", "P.")
    assert complete() == 1
    person.refresh_from_db()
    assert (person.name, person.organisation) == ("Person Number 42", "People Ltd")
    assert (person.title, person.telephone) == ("Buyer", "+49 30 0000042")
    assert not LookUp.objects.exists()


def test_what_people_have_typed_is_never_overwritten(support: Alias, directory: Directory):
    ask(support, directory)
    person = wrote(support, "p42@people.test")
    person.name, person.title = "Typed", "Boss"
    person.save()
    complete()
    person.refresh_from_db()
    assert (person.name, person.title, person.organisation) == ("Typed", "Boss", "People Ltd")


def test_answers_are_kept_found_or_not(support: Alias, directory: Directory):
    ask(support, directory)
    wrote(support, "p7@people.test")
    wrote(support, "stranger@else.test")
    complete()
    assert dict(DirectoryAnswer.objects.values_list("key", "found")) == {
        "p7@people.test": True,
        "stranger@else.test": False,
    }
    Person.objects.all().delete()
    directory.asked_for.update(directory=directory)
    again = wrote(support, "p7@people.test")
    assert again.title == "Buyer"
    wrote(support, "stranger@else.test")
    assert not LookUp.objects.exists()


def test_answers_expire(support: Alias, directory: Directory):
    ask(support, directory)
    wrote(support, "p7@people.test")
    complete()
    assert completing.forget(timezone.now() + timedelta(days=6)) == 0
    assert completing.forget(timezone.now() + timedelta(days=8)) == 1


def test_the_first_server_that_finds_somebody_decides(
    support: Alias, directory: Directory, make_directory
):
    other = {"port": directory.port, "name_attribute": "uid", "encryption": "none"}
    ask(support, make_directory("Other", **other), directory)
    person = wrote(support, "p9@people.test")
    complete()
    person.refresh_from_db()
    assert person.name == "p9"


def test_the_next_server_is_asked_where_one_is_down(
    support: Alias, directory: Directory, make_directory
):
    ask(support, make_directory("Down"), directory)
    person = wrote(support, "p9@people.test")
    assert complete() == 1
    person.refresh_from_db()
    assert person.name == "Person Number 9"


def test_a_server_that_is_down_is_asked_later_and_less_and_less(
    support: Alias, directory: Directory, directory_server: Slapd
):
    ask(support, directory)
    person = wrote(support, "p3@people.test")
    directory_server.stop()
    assert complete() == 0
    down = Directory.objects.down().get()
    assert "Nothing accepts connections" in down.problem
    assert LookUp.objects.get().due_at == down.not_before
    assert complete() == 0
    assert Directory.objects.get().failures == 1
    directory_server.start()
    assert complete(later=timedelta(minutes=2)) == 1
    person.refresh_from_db()
    assert person.title == "Buyer"
    assert not Directory.objects.down().exists()


def test_rests_grow_to_an_hour():
    minutes = [rest_after(n).total_seconds() / 60 for n in range(1, 8)]
    assert minutes == [1, 2, 5, 15, 60, 60, 60]


def test_a_silent_server_costs_one_time_limit_for_all(support: Alias, silent: Directory):
    ask(support, silent)
    for number in range(20):
        wrote(support, f"p{number}@people.test")
    begun = time.monotonic()
    assert complete() == 0
    assert time.monotonic() - begun < 10
    assert Directory.objects.get().failures == 1


@pytest.mark.django_db(transaction=True)
def test_mail_comes_in_as_fast_while_the_directory_is_silent(
    alias: Alias, dovecot: Dovecot, silent: Directory
):
    Directory.objects.update(timeout=60)
    ask(alias, silent)
    dovecot.append(alias.address, [message(From=f"p{n}@people.test") for n in range(5)])
    begun = time.monotonic()
    job = retrieve_now(alias)
    assert time.monotonic() - begun < 30
    assert not job.error
    assert alias.activities.exclude(person=None).count() == 5
    assert LookUp.objects.count() == 5


def test_a_disabled_server_is_not_asked(support: Alias, make_directory):
    ask(support, make_directory(enabled=False))
    wrote(support, "p3@people.test")
    assert not LookUp.objects.exists()


def test_a_server_that_fails_again_is_an_incident_until_it_answers(
    support: Alias, make_directory, root
):
    down = make_directory(failures=2, problem="It is away.")
    look.look(timezone.now())
    incident = Incident.objects.open().get(kind=Kind.DIRECTORY)
    assert "It is away." in incident.words
    assert incident.department == root
    Directory.objects.filter(pk=down.pk).update(failures=0)
    look.look(timezone.now())
    assert not Incident.objects.open().filter(kind=Kind.DIRECTORY).exists()
