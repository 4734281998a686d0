"""Who wrote: found, made or left alone when mail is filed (PE-1, PE-3)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities import filing
from activities.models import Activity, Case
from activities.stages.order import take_in
from aliases.models import Alias
from contacts.models import Person, PersonAddress
from exceptions.rules import rules_for
from tests.mailcenter.rows import receive, store
from tests.stock import message

Make = Callable[..., Person]


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test", redirections="help@lab.test")


def mail(sender: str, **header: str) -> bytes:
    return message(From=sender, **header)


def arrived(alias: Alias, content: bytes) -> Activity:
    return Activity.objects.select_related("case__person", "case__logging_analyst", "person").get(
        pk=receive(alias, content).pk
    )


def test_an_unknown_sender_becomes_a_user(alias: Alias):
    activity = arrived(alias, mail("Nora New <Nora@New.test>"))
    person = Person.objects.get()
    assert (person.name, person.is_user, person.is_analyst) == ("Nora New", True, False)
    assert activity.person == activity.case.person == person
    assert [one.key for one in person.addresses.all()] == ["nora@new.test"]


def test_a_known_address_is_found_whatever_its_case(alias: Alias, make_person: Make):
    known = make_person("Anna", "anna@a.test", "ANNA@B.test")
    assert arrived(alias, mail("A. <Anna@b.TEST>")).person == known
    assert Person.objects.count() == 1


def test_of_several_with_one_address_the_first_made_writes(alias: Alias, make_person: Make):
    first = make_person("First", "both@a.test")
    make_person("Second", "both@a.test")
    assert arrived(alias, mail("both@a.test")).person == first


def test_people_of_another_department_are_others(alias: Alias, make_person: Make, root):
    from departments.models import Department

    other = Department.objects.create(partition=root.partition, parent=root, name="Other")
    make_person("Theirs", "anna@a.test", department=other)
    assert arrived(alias, mail("Anna <anna@a.test>")).person.department == root


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Return_Path": "<>"},
        {"Precedence": "bulk"},
        {"List_Unsubscribe": "<https://shop.test/u>"},
        {"From": "MAILER-DAEMON@mx.test"},
        {"From": "noreply@shop.test"},
        {"From": "support@lab.test"},
        {"From": "Help@lab.test"},
        {"From": "nobody"},
    ],
)
def test_nobody_is_made_of_mail_that_no_person_wrote(alias: Alias, header: dict[str, str]):
    activity = arrived(alias, message(**{"From": "Robo <robo@shop.test>"} | header))
    assert activity.person is None
    assert Person.objects.count() == 0


def test_a_post_through_a_mailing_list_is_written_by_a_person(alias: Alias):
    listed = {"List_Post": "<mailto:all@l.test>", "List_Unsubscribe": "<mailto:off@l.test>"}
    assert arrived(alias, mail("anna@a.test", Precedence="list", **listed)).person is not None


def test_an_answer_of_somebody_else_leaves_the_case_its_person(alias: Alias):
    first = arrived(alias, mail("anna@a.test", Message_ID="<one@a.test>"))
    second = arrived(alias, mail("ben@a.test", In_Reply_To="<one@a.test>", Cc="anna@a.test"))
    if second.case == first.case:
        assert second.case.person == first.person
    assert second.person != first.person


@pytest.mark.parametrize(
    ("is_user", "is_analyst", "linked", "by_sender"),
    [
        (True, False, True, False),
        (False, True, True, True),
        (False, True, False, False),
        (True, True, True, True),
        (True, True, False, False),
    ],
)
def test_the_logging_analyst_stands_on_the_case(
    alias: Alias,
    make_person: Make,
    is_user: bool,
    is_analyst: bool,
    linked: bool,
    by_sender: bool,
):
    default = make_person("Default", is_analyst=True)
    sender = make_person("Sender", "s@a.test", is_user=is_user, is_analyst=is_analyst)
    Alias.objects.update(default_logging_analyst=default, use_linked_analyst=linked)
    alias.refresh_from_db()
    case = arrived(alias, mail("s@a.test")).case
    assert case.logging_analyst == (sender if by_sender else default)
    assert case.person == sender
    sender.refresh_from_db()
    assert sender.is_user


def test_for_an_unknown_sender_the_default_analyst_logs(alias: Alias, make_person: Make):
    default = make_person("Default", is_analyst=True)
    Alias.objects.update(default_logging_analyst=default, use_linked_analyst=True)
    alias.refresh_from_db()
    assert arrived(alias, mail("new@a.test")).case.logging_analyst == default


def filed(alias: Alias, senders: list[str]) -> int:
    """Files one mail of each in a batch; returns the number of queries."""
    rules = rules_for(alias.department)
    contents = [mail(one) for one in senders]
    read = [(store(alias, one), take_in(one, rules)) for one in contents]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        filing.file(alias, read)
    queries = [one["sql"] for one in seen.captured_queries]
    # Activities themselves are inserted in as many statements as the database needs.
    mine = [one for one in queries if "contacts_" in one or one.startswith("UPDATE")]
    return len([one for one in mine if not one.startswith('INSERT INTO "activities')])


def test_a_batch_costs_as_many_queries_as_one_mail(alias: Alias):
    assert filed(alias, ["one@a.test"]) == filed(alias, [f"p{n}@a.test" for n in range(50)])
    assert Person.objects.count() == 51
    known = filed(alias, [f"p{n}@a.test" for n in range(50)])
    assert known == filed(alias, ["one@a.test"])
    assert Person.objects.count() == 51
    assert Case.objects.filter(person=None).count() == 0


MANY = """
    INSERT INTO contacts_personaddress (person_id, address, key)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
    SELECT %s, 'p' || i || '@a.test', 'p' || i || '@a.test' FROM n
"""


def test_a_sender_is_found_by_index_among_a_hundred_thousand(alias: Alias, make_person: Make):
    known = make_person("Many")
    with connection.cursor() as cursor:
        cursor.execute(MANY, [known.pk])
        cursor.execute("ANALYZE contacts_personaddress")
    rows = PersonAddress.objects.filter(key="p777@a.test", person__merged_into=None)
    plan = rows.select_related("person").explain()
    assert "contacts_personaddress_key" in plan
    assert "SCAN" not in plan
    assert arrived(alias, mail("p777@a.test")).person == known
