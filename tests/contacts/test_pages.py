"""The pages of contacts and directory servers: forms, merge, import, test and browsing."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aliases.models import Alias
from contacts.models import Directory, Merge, Person, PersonUpload
from departments.models import Department
from tests.contacts.samples import ask
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff, stored, typed
from tests.mailcenter.rows import receive
from tests.servers.slapd import PASSWORD, PEOPLE, READER
from tests.stock import message

PEOPLE_PAGES, SERVERS = "/console/contacts/person/", "/console/contacts/directory/"


def as_typed(root: Department, **changed: object) -> dict[str, object]:
    """The form of a directory server as the browser sends it."""
    values = {"department": root.pk, "name": "Staff", "enabled": "on", "host": "127.0.0.1"}
    values |= {"encryption": "none", "port": 389, "timeout": 10, "base": PEOPLE, "scope": "subtree"}
    values |= {"filter_template": "(mail={address})", "page_size": 100, "size_limit": 5}
    values |= {"address_attribute": "mail", "name_attribute": "cn", "organisation_attribute": "o"}
    return values | {"title_attribute": "title", "telephone_attribute": ""} | changed


def lines(answer) -> list[dict]:
    return [json.loads(one) for one in body(answer).splitlines()]


@pytest.fixture
def two(make_person) -> tuple[Person, Person]:
    return make_person("Anna", "anna@a.test"), make_person("A. Smith", "smith@a.test")


def test_a_page_shows_cases_and_mail_of_the_reader_s_departments_only(root, make_alias, sign_in):
    other = Department.objects.create(partition=root.partition, parent=root, name="Other")
    mine = Department.objects.create(partition=root.partition, parent=root, name="Mine")
    seen = receive(make_alias(department=mine), message("Seen", From="anna@a.test"))
    hidden = receive(make_alias(department=other), message("Hidden", From="anna@a.test"))
    hidden.case.person = seen.person
    hidden.case.save()
    page = body(sign_in(staff("clerk", mine)).get(f"{PEOPLE_PAGES}{seen.person_id}/change/"))
    assert "Seen" in page
    assert "Hidden" not in page
    assert "Cases (1)" in page


def test_contacts_are_found_by_name_or_whole_address(console: Client, two):
    assert "A. Smith" in body(console.get(PEOPLE_PAGES, {"q": "smith@A.test"}))
    page = body(console.get(PEOPLE_PAGES, {"q": "smi"}))
    assert "A. Smith" in page
    assert "Anna" not in page


def test_contacts_are_merged_on_a_page_and_unmerged_by_one_click(console: Client, two):
    kept, gone = two
    chosen = {"action": "merge", "_selected_action": [kept.pk, gone.pk]}
    assert "Which stays" in body(console.post(PEOPLE_PAGES, chosen))
    page = body(
        console.post(PEOPLE_PAGES, chosen | {"confirmed": "yes", "kept": kept.pk}, follow=True)
    )
    assert "Undo the merge of A. Smith" in page
    assert "A. Smith" not in body(console.get(PEOPLE_PAGES)).replace("Undo", "")
    console.post(f"{PEOPLE_PAGES}merges/{Merge.objects.get().pk}/undo/")
    assert Person.objects.present().count() == 2


def test_one_contact_alone_cannot_be_merged(console: Client, two):
    chosen = {"action": "merge", "_selected_action": [two[0].pk]}
    assert "two contacts at least" in body(console.post(PEOPLE_PAGES, chosen, follow=True))


def test_a_file_is_tried_and_then_imported(console: Client, root, two):
    file = SimpleUploadedFile(
        "p.csv", b"name,address\nAnna B,anna@a.test\nNew,new@a.test\nBad,bad\n"
    )
    trial = console.post(
        f"{PEOPLE_PAGES}import/", {"department": root.pk, "file": file}, follow=True
    )
    page = body(trial)
    assert "Anna → Anna B" in page
    assert "“bad” is not an email address" in page
    assert Person.objects.count() == 2
    console.post(trial.redirect_chain[-1][0])
    assert set(Person.objects.values_list("name", flat=True)) == {"Anna B", "A. Smith", "New"}
    assert not PersonUpload.objects.exists()


def test_an_upload_is_its_owner_s_alone(console: Client, root, sign_in):
    file = SimpleUploadedFile("p.csv", b"address\nnew@a.test\n")
    place = console.post(f"{PEOPLE_PAGES}import/", {"department": root.pk, "file": file}).url
    assert sign_in(staff("clerk", root)).get(place).status_code == 404


def test_the_password_of_a_server_is_sealed_and_never_shown(console: Client, root):
    secret = {"bind_dn": READER, "secret": PASSWORD, "secret_again": PASSWORD, "allow_clear": "on"}
    assert errors(console.post(f"{SERVERS}add/", as_typed(root, **secret))) == {}
    saved = Directory.objects.get()
    assert saved.bind_password.reveal() == PASSWORD
    assert PASSWORD not in body(console.get(f"{SERVERS}{saved.pk}/change/"))
    assert PASSWORD not in body(console.get(f"{SERVERS}{saved.pk}/history/"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"host": "elsewhere.test"}, "secret"),
        ({"port": 390}, "secret"),
        ({"bind_dn": "cn=other,dc=lab"}, "secret"),
        ({"secret": "a", "secret_again": "b"}, "secret_again"),
        ({"allow_clear": ""}, "encryption"),
        ({"filter_template": "(mail=x)"}, "filter_template"),
        ({"base": "people"}, "base"),
        (
            {"name_attribute": "", "organisation_attribute": "", "title_attribute": ""},
            "name_attribute",
        ),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    console: Client, root, make_directory, changed, field
):
    saved = make_directory(port=389, bind_dn=READER, bind_password=PASSWORD, allow_clear=True)
    values = as_typed(root, bind_dn=READER, allow_clear="on") | changed
    assert field in errors(console.post(f"{SERVERS}{saved.pk}/change/", values))


def test_without_a_user_no_password_is_kept(console: Client, root, make_directory):
    saved = make_directory(port=389, bind_dn=READER, bind_password=PASSWORD, allow_clear=True)
    assert errors(console.post(f"{SERVERS}{saved.pk}/change/", as_typed(root))) == {}
    saved.refresh_from_db()
    assert not saved.bind_password


@pytest.mark.real
def test_a_server_is_tested_before_it_is_saved(console: Client, root, directory_server):
    values = as_typed(root, port=directory_server.port["ldap"], sample="p5@people.test")
    told = lines(console.post(f"{SERVERS}test/look-up/", values))
    assert "Person Number 5" in told[-2]["words"]
    assert [one["step"] for one in told if one["state"] == "passed"][-2:] == ["search", "entry"]
    assert not Directory.objects.exists()


@pytest.mark.real
def test_a_saved_server_is_tested_with_its_stored_password(console: Client, root, directory):
    values = as_typed(root, port=directory.port, encryption="starttls", bind_dn=READER)
    told = lines(console.post(f"{SERVERS}{directory.pk}/test/look-up/", values))
    assert f"as {READER}" in [one.get("detail") for one in told]
    moved = console.post(f"{SERVERS}{directory.pk}/test/look-up/", values | {"host": "localhost"})
    assert "type the password again" in body(moved)


@pytest.mark.real
def test_who_may_only_test_asks_as_it_is_saved(root, directory, sign_in):
    client = sign_in(staff("operator", root, may="view_directory test_alias"))
    values = as_typed(root, host="evil.test", bind_dn="cn=x")
    told = lines(client.post(f"{SERVERS}{directory.pk}/test/look-up/", values))
    assert f"as {READER}" in [one.get("detail") for one in told]


@pytest.mark.real
def test_a_failed_test_names_the_field(console: Client, root, directory_server):
    values = as_typed(root, port=directory_server.port["ldap"], base="ou=nowhere,dc=lab,dc=test")
    told = lines(console.post(f"{SERVERS}test/look-up/", values))
    assert (told[-2]["state"], told[-2]["field"]) == ("failed", "base")


@pytest.mark.real
def test_the_tree_is_browsed_without_passwords(console: Client, root, directory_server):
    values = as_typed(root, port=directory_server.port["ldap"], base="", dn=READER)
    told = lines(console.post(f"{SERVERS}test/browse/", values))
    assert {"name": "cn", "value": "reader"} in told[-2]["attributes"]
    assert PASSWORD not in json.dumps(told)


def test_tests_are_guarded_against_private_networks(console: Client, root):
    root.partition.private_networks = False
    root.partition.save()
    told = lines(console.post(f"{SERVERS}test/look-up/", as_typed(root, port=1)))
    assert (told[-2]["step"], told[-2]["state"]) == ("resolve", "failed")


def test_an_alias_asks_servers_in_an_order(console: Client, make_alias, make_directory):
    alias = make_alias(incoming_user="x")
    one, two = make_directory("One"), make_directory("Two")
    place = f"/console/aliases/alias/{alias.pk}/change/"
    values = stored(alias, directory_1=two.pk, directory_2=one.pk, directory_3="")
    assert errors(console.post(place, values)) == {}
    assert [row.directory for row in alias.asked_directories.order_by("position")] == [two, one]
    assert errors(console.post(place, stored(alias))) == {}
    assert alias.directories.count() == 2
    twice = stored(alias, directory_1=one.pk, directory_2=one.pk)
    assert "directory_2" in errors(console.post(place, twice))


def test_servers_and_analysts_of_another_department_are_refused(
    console: Client, root, make_alias, make_directory, make_person
):
    other = Department.objects.create(partition=root.partition, parent=root, name="Other")
    server = make_directory(department=other)
    analyst = make_person("Theirs", is_analyst=True, department=other)
    alias = make_alias()
    values = stored(alias, directory_1=server.pk, default_logging_analyst=analyst.pk)
    found = errors(console.post(f"/console/aliases/alias/{alias.pk}/change/", values))
    assert {"directory_1", "default_logging_analyst"} <= set(found)


def test_an_alias_below_may_ask_the_server_of_the_whole_partition(
    console: Client, root, make_alias, make_directory
):
    below = Department.objects.create(partition=root.partition, parent=root, name="Below")
    server, alias = make_directory(), make_alias(department=below)
    values = stored(alias, directory_1=server.pk)
    assert errors(console.post(f"/console/aliases/alias/{alias.pk}/change/", values)) == {}


def test_what_an_alias_asks_stands_in_its_history(console: Client, make_alias, make_directory):
    alias, server = make_alias(), make_directory()
    place = f"/console/aliases/alias/{alias.pk}/"
    console.post(f"{place}change/", stored(alias, directory_1=server.pk))
    assert "Staff" in body(console.get(f"{place}history/"))


def test_an_alias_created_as_another_asks_the_same(console: Client, make_alias, make_directory):
    alias, server = make_alias(), make_directory()
    ask(alias, server)
    page = body(console.get(f"/console/aliases/alias/add/?copy={alias.pk}"))
    assert f'<option value="{server.pk}" selected>' in page


def test_a_new_alias_asks_what_is_chosen(console: Client, root, make_directory):
    server = make_directory()
    console.post("/console/aliases/alias/add/", typed(root, directory_1=server.pk))
    assert list(Alias.objects.get().directories.all()) == [server]
