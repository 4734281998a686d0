"""A file of people: what it would change, errors by line and field, and the import itself."""

import time

import pytest
from django.core.management import call_command

from contacts import import_steps, importing
from contacts.models import Person, PersonAddress
from contacts.reading_files import text_of


def mistakes(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.field) for one in importing.read(text).mistakes]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", (1, "address")),
        ("name\nAnna", (1, "address")),
        ("address,shoe size\na@a.test,40", (1, "shoe size")),
        ("address,email\na@a.test,b@a.test", (1, "address")),
        ("address\nnobody", (2, "address")),
        ("name,address\nAnna,", (2, "address")),
        ("address,user\na@a.test,maybe", (2, "user")),
        ("address,analyst\na@a.test,2", (2, "analyst")),
        ("address,format\na@a.test,rtf", (2, "format")),
        ("address,name\na@a.test," + "x" * 201, (2, "name")),
        ("address\na@a.test\nb@a.test\nA@a.test", (4, "address")),
        ("address\na@a.test,more", (2, "")),
        ('address,notes\na@a.test,"two\nlines"\nnobody,', (4, "address")),
    ],
)
def test_a_mistake_is_named_by_line_and_field(text: str, where: tuple[int, str]):
    assert where in mistakes(text)


@pytest.mark.parametrize(
    "text",
    [
        "address;name\na@a.test;Anna",
        "Email\tName\na@a.test\tAnna",
        "\ufeffaddress,name\r\na@a.test,Anna\r\n\r\n",
    ],
)
def test_separators_and_headings_of_other_programs_are_understood(text: str):
    [line] = importing.read(text).lines
    assert (line.addresses, line.values) == (("a@a.test",), {"name": "Anna"})


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Jürgen".encode("cp1252"), "Jürgen"),
        ("\ufeffJürgen".encode(), "Jürgen"),
        ("Jürgen".encode("utf-16"), "Jürgen"),
        (b"a\0b", "ab"),
    ],
)
def test_files_of_spreadsheets_are_read(content: bytes, text: str):
    assert text_of(content) == text


FILE = """name,address,analyst,format,telephone
Anna Smith,anna@a.test;anna@b.test,yes,html,12
Ben,ben@a.test,,,
New One,new@a.test,no,default,
,nameless@a.test,,,
Broken,broken,,,
"""


@pytest.fixture
def known(make_person) -> tuple[Person, Person]:
    return make_person("Anna", "ANNA@a.test"), make_person("Ben", "ben@a.test", telephone="99")


def test_the_trial_says_what_would_change_and_changes_nothing(root, known):
    plan = import_steps.prepared(root, FILE)
    assert [one.number for one in plan.new] == [4, 5]
    [change] = plan.changed
    assert change.fields["name"] == ("Anna", "Anna Smith")
    assert change.fields["is_analyst"] == (False, True)
    assert change.addresses == ("anna@b.test",)
    assert (plan.same, [one.line for one in plan.mistakes]) == (1, [6])
    assert Person.objects.count() == 2


def test_the_import_does_what_the_trial_said(root, known):
    import_steps.carried_out(root, FILE, reason="New list")
    anna, ben = (Person.objects.get(pk=one.pk) for one in known)
    assert (anna.name, anna.is_analyst, anna.mail_format) == ("Anna Smith", True, "html")
    assert {one.key for one in anna.addresses.all()} == {"anna@a.test", "anna@b.test"}
    assert anna.history.first().history_change_reason == "New list"
    assert (ben.telephone, ben.history.count()) == ("99", 1)
    names = set(Person.objects.values_list("name", flat=True))
    assert names == {"Anna Smith", "Ben", "New One", "nameless@a.test"}


def test_done_again_it_changes_nothing(root, known):
    import_steps.carried_out(root, FILE)
    plan = import_steps.prepared(root, FILE)
    assert (plan.new, plan.changed, plan.same) == ([], [], 4)


def test_thousands_come_in_batches(root, django_assert_max_num_queries):
    text = "address,name\n" + "\n".join(f"p{n}@a.test,P {n}" for n in range(5_000))
    begun = time.monotonic()
    # 10 batches: one look-up and the inserts of each, in as many statements as SQLite needs.
    with django_assert_max_num_queries(400):
        import_steps.carried_out(root, text)
    assert PersonAddress.objects.count() == 5_000
    assert time.monotonic() - begun < 120


def test_the_command_tries_and_then_does_it(root, tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_text(FILE)
    call_command("import_people", str(file), department=root.pk)
    assert Person.objects.count() == 0
    call_command("import_people", str(file), department=root.pk, apply=True)
    told = capsys.readouterr()
    assert "4 would be new" in told.out
    assert "4 new" in told.out
    assert "Line 6, address: “broken” is not an email address." in told.err
    assert Person.objects.count() == 4
