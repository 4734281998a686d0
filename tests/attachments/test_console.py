"""The pages of rules and of the quarantine, for those who may and those who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from attachments.models import BlockedAttachment, BlockedExtension, Deed, DepartmentSettings
from departments.models import Department
from tests.attachments.samples import PROGRAM
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff
from tests.mailcenter.rows import receive

LIST = "/console/attachments/blockedattachment/"
EXTENSIONS = "/console/attachments/blockedextension/"
TRY = f"{EXTENSIONS}try/"


@pytest.fixture
def blocked(make_alias, sales: Department, mail) -> BlockedAttachment:
    """A program in quarantine; the name of another one has a script in it."""
    raw = mail(**{"<script>alert(1)<-script>_exe": PROGRAM})
    activity = receive(make_alias(department=sales), raw)
    return BlockedAttachment.objects.get(activity=activity)


def act(client: Client, action: str, one: BlockedAttachment, **more: str):
    data = {"action": f"{action}_chosen", "_selected_action": [one.pk]}
    answer = client.post(LIST, data | more, follow=True)
    one.refresh_from_db()
    return answer


def test_an_extension_is_saved_without_its_dot(console: Client, root: Department):
    values = {"department": root.pk, "name": "Scripts", "extension": "*.JS", "description": ""}
    assert errors(console.post(f"{EXTENSIONS}add/", values)) == {}
    one = BlockedExtension.objects.get()
    assert (one.extension, one.history.get().who) == ("js", "root")


def test_a_reason_is_asked_where_the_partition_wants_one(console: Client, sales: Department):
    sales.partition.requires_reason = True
    sales.partition.save()
    values = {"department": sales.pk, "scan": "both", "action": "delete"}
    assert "change_reason" in errors(
        console.post("/console/attachments/departmentsettings/add/", values)
    )
    assert not DepartmentSettings.objects.exists()


def test_restoring_asks_for_a_reason_and_writes_it_down(console: Client, blocked):
    assert "keeps the reason" not in body(act(console, "restore", blocked))
    assert "Say why" in body(act(console, "restore", blocked, confirmed="yes"))
    assert blocked.state == "quarantined"
    act(console, "restore", blocked, confirmed="yes", reason="the customer asked")
    assert (blocked.state, Deed.objects.get().reason) == ("restored", "the customer asked")
    assert "the customer asked" in body(console.get(f"{LIST}{blocked.pk}/change/"))


def test_several_are_deleted_at_once(console: Client, blocked, sales: Department):
    facts = {"department": sales, "size": 1, "path": "9"}
    second = BlockedAttachment.objects.create(name="b.exe", **facts)
    both = {"_selected_action": [blocked.pk, second.pk], "action": "delete_chosen"}
    answer = console.post(LIST, both | {"confirmed": "yes", "reason": "virus"}, follow=True)
    assert "2 attachments are deleted now." in body(answer)
    assert BlockedAttachment.objects.filter(state="deleted").count() == Deed.objects.count() == 2


def test_what_is_not_in_quarantine_is_left_alone(console: Client, blocked):
    BlockedAttachment.objects.update(state="deleted")
    answer = act(console, "restore", blocked, confirmed="yes", reason="x")
    assert "nothing was done" in body(answer)
    assert (blocked.state, Deed.objects.count()) == ("deleted", 0)


@pytest.mark.parametrize("action", ["restore", "delete"])
def test_without_the_permission_nothing_is_restored_or_deleted(
    sign_in, blocked, sales, action: str
):
    other = "delete" if action == "restore" else "restore"
    client = sign_in(staff("clerk", sales, may=f"view_blockedattachment {other}_blocked"))
    act(client, action, blocked, confirmed="yes", reason="x")
    assert blocked.state == "quarantined"


def test_a_download_is_a_file_to_keep_and_is_written_down(console: Client, blocked):
    answer = console.get(f"{LIST}{blocked.pk}/download/")
    assert b"".join(answer.streaming_content) == PROGRAM
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Deed.objects.get().verb == "downloaded"


def test_without_the_permission_nothing_is_downloaded(sign_in, blocked, sales):
    client = sign_in(staff("clerk", sales, may="view_blockedattachment restore_blocked"))
    assert client.get(f"{LIST}{blocked.pk}/download/").status_code == 403


def test_what_was_deleted_is_not_downloaded(console: Client, blocked):
    BlockedAttachment.objects.update(state="deleted")
    assert console.get(f"{LIST}{blocked.pk}/download/").status_code == 404


def test_a_file_name_is_shown_as_text(console: Client, blocked):
    for page in (LIST, f"{LIST}{blocked.pk}/change/"):
        assert "<script>alert(1)" not in body(console.get(page))
    assert "<script>alert(1)" not in body(act(console, "restore", blocked))


@pytest.mark.parametrize("word", ["script", "Programs", "Windows program", "With files"])
def test_the_list_is_searched_by_name_rule_type_and_subject(console: Client, blocked, word: str):
    assert f"{LIST}{blocked.pk}/change/" in body(console.get(LIST, {"q": word}))
    assert f"{LIST}{blocked.pk}/change/" not in body(console.get(LIST, {"q": f"{word} zebra"}))


@pytest.mark.parametrize(
    ("name", "says"),
    [("a.exe", "quarantine"), ("a.\u202egpj.exe", "quarantine"), ("a.txt", "passes")],
)
def test_a_name_is_tried(console: Client, sales: Department, name: str, says: str):
    answer = body(console.post(TRY, {"department": sales.pk, "name": name}))
    assert says in answer
    assert ("Blocked extension .exe (Programs), Sales" in answer) is (says == "quarantine")


def test_a_file_is_tried_and_not_kept(console: Client, sales: Department):
    file = SimpleUploadedFile("holiday.jpg", PROGRAM, "image/jpeg")
    answer = body(console.post(TRY, {"department": sales.pk, "file": file}))
    assert "its content is a Windows program" in answer
    assert not BlockedAttachment.objects.exists()


def test_the_rules_of_other_departments_are_not_tried(sign_in, root, sales: Department):
    client = sign_in(staff("clerk", sales))
    answer = client.post(TRY, {"department": root.pk, "name": "a.exe"})
    assert "Select a valid choice" in body(answer)


def test_nothing_to_try_is_said(console: Client, sales: Department):
    assert "Type a file name" in body(console.post(TRY, {"department": sales.pk}))


def test_a_virus_is_restored_only_by_who_has_that_right(root, sign_in, blocked):
    BlockedAttachment.objects.update(rule_kind="virus")
    clerk = sign_in(staff("clerk", root, may="restore_blocked view_blockedattachment"))
    chosen = {"action": "restore_chosen", "_selected_action": [blocked.pk]}
    answer = clerk.post(LIST, chosen | {"confirmed": "yes", "reason": "x"}, follow=True)
    assert "You have no right to restore such files" in body(answer)
    assert BlockedAttachment.objects.get().state == "quarantined"
