"""The format of mail that readers have chosen (OR-5)."""

from contacts import formats
from departments.models import Format


def test_those_who_have_chosen_get_their_format(root, make_person):
    make_person("Anna", "anna@a.test", mail_format="html")
    make_person("Ben", "ben@a.test")
    found = formats.of(root, ["ANNA@a.test", "ben@a.test", "new@a.test"])
    assert found == {"ANNA@a.test": Format.HTML}


def test_the_first_made_of_several_decides(root, make_person):
    make_person("First", "both@a.test", mail_format="text")
    make_person("Second", "both@a.test", mail_format="html")
    assert formats.of(root, ["both@a.test"]) == {"both@a.test": Format.TEXT}


def test_the_partition_may_forbid_it(root, make_person):
    make_person("Anna", "anna@a.test", mail_format="html")
    root.partition.format_per_person = False
    assert formats.of(root, ["anna@a.test"]) == {}


def test_one_query_for_all_readers(root, make_person, django_assert_num_queries):
    make_person("Anna", "anna@a.test", mail_format="html")
    assert root.partition
    with django_assert_num_queries(1):
        formats.of(root, [f"p{n}@a.test" for n in range(100)])
