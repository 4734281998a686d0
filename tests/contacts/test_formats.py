"""The format of mail that readers have chosen (OR-5)."""

from activities import queueing
from activities.composing import copies, previewing
from contacts import formats
from departments.models import Format


def test_those_who_have_chosen_get_their_format(root, make_person):
    make_person("Anna", "anna@a.test", mail_format="html")
    make_person("Ben", "ben@a.test")
    found = formats.of(root, ["ANNA@a.test", "ben@a.test", "new@a.test"])
    assert found == {"anna@a.test": Format.HTML}


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


def test_readers_of_one_mail_get_the_format_that_each_has_chosen(root, make_person, make_alias):
    make_person("Anna", "anna@a.test", mail_format="html")
    draft = queueing.Draft("Hello", "Read me", ["Anna@a.test", "ben@a.test"])
    activity = queueing.queue(draft, make_alias())
    recipients = list(activity.recipients.order_by("pk"))
    letters = {group[0].address: letter for group, letter in copies.copies(recipients)}
    assert b"text/html" in letters["Anna@a.test"].content
    assert b"text/html" not in letters["ben@a.test"].content
    shown = {one.readers: bool(one.html) for one in previewing.preview_of(activity).copies}
    assert shown == {("Anna@a.test",): True, ("ben@a.test",): False}
