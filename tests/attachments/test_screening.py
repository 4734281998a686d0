"""A whole message: what is kept, what is refused, and what is written about it."""

import hashlib

import pytest

from activities.models import Activity
from attachments import fates, outbound
from attachments.models import BlockedAttachment, Deed, DepartmentSettings
from attachments.screening import Screened, screen
from departments.models import Department
from departments.written_once import WORDS
from tests.attachments.samples import PROGRAM, zipped
from tests.mailcenter.rows import receive
from wire.parse import parse, part_content


def screened(raw: bytes, department: Department) -> Screened:
    return screen(parse(raw), raw, department.pk)


@pytest.fixture
def blocked(make_alias, sales: Department, mail) -> BlockedAttachment:
    """The program of a message that was filed."""
    raw = mail()
    activity = receive(make_alias(department=sales), raw)
    return BlockedAttachment.objects.get(activity=activity)


def test_the_refused_part_is_told_from_the_kept_one(sales: Department, mail):
    found = screened(mail(), sales)
    assert [one.filename for one in found.kept] == ["notes.txt"]
    assert [one.part.name for one in found.refused] == ["setup.exe"]


def test_a_message_without_attachments_asks_the_database_nothing(sales, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert screened(b"Subject: x\r\n\r\nhello", sales) == Screened()


def test_an_attached_message_goes_with_what_it_holds(sales: Department, mail):
    inner = b"--b\nContent-Type: message/rfc822\n\n" + mail() + b"\n--b--\n"
    found = screened(b"Content-Type: multipart/mixed; boundary=b\n\n" + inner, sales)
    assert [one.part.path for one in found.refused] == ["1", "1.2"]
    assert "holds what is refused" in found.refused[0].why


def test_a_name_only_in_the_content_type_counts(sales: Department):
    head = (
        'Content-Type: image/png; name="a.exe"\r\nContent-Disposition: attachment; filename=a.png'
    )
    assert screened(head.encode() + b"\r\n\r\nx", sales).refused


def test_the_record_says_what_where_and_why(blocked: BlockedAttachment):
    assert (blocked.name, blocked.size, blocked.path) == ("setup.exe", len(PROGRAM), "2")
    assert blocked.kind == "a Windows program"
    assert blocked.rule == "Blocked extension .exe (Programs), Sales"
    assert blocked.digest == hashlib.sha256(PROGRAM).hexdigest()


def test_a_restored_part_is_the_same_byte_for_byte(blocked: BlockedAttachment, administrator):
    assert not fates.may_be_read(blocked.activity_id, "2")
    assert fates.restore(BlockedAttachment.objects.all(), user=administrator, reason="asked") == 1
    assert fates.may_be_read(blocked.activity_id, "2")
    raw = Activity.objects.get().raw.content()
    assert hashlib.sha256(part_content(raw, "2")).hexdigest() == blocked.digest


def test_restoring_says_who_and_why_for_good(blocked: BlockedAttachment, administrator):
    fates.restore(BlockedAttachment.objects.all(), user=administrator, reason="asked for")
    deed = Deed.objects.get()
    assert (deed.who, deed.reason, deed.verb) == ("root", "asked for", "restored")
    with pytest.raises(Exception, match=WORDS):
        Deed.objects.update(reason="")


def test_what_was_deleted_is_not_restored(blocked: BlockedAttachment, administrator):
    every = BlockedAttachment.objects.all()
    assert fates.delete(every, user=administrator, reason="virus") == 1
    assert fates.restore(every, user=administrator, reason="no") == 0
    assert fates.of_activity(blocked.activity_id)["2"].state == "deleted"


def test_with_the_action_delete_a_part_is_deleted_at_once(sales: Department, mail):
    DepartmentSettings.objects.create(department=sales, action="delete")
    (row,) = screened(mail(), sales).rows(activity_id=1, alias_id=1, department_id=sales.pk)
    assert row.state == "deleted"


def test_outgoing_files_pass_where_only_incoming_mail_is_scanned(sales: Department):
    file = outbound.File("a.exe", "", PROGRAM)
    assert outbound.check([file], sales.pk).kept == (file,)


def test_the_sender_is_told_which_file_cannot_be_sent(sales: Department):
    DepartmentSettings.objects.create(department=sales, scan="both")
    files = [outbound.File("a.txt", "", b"x"), outbound.File("b.zip", "", zipped(("c.exe", b"x")))]
    found = outbound.check(files, sales.pk)
    assert [one.name for one in found.kept] == ["a.txt"]
    assert "“b.zip” cannot be sent: “c.exe” in “b.zip”" in found.words[0]


def test_a_refused_outgoing_file_leaves_a_record(sales: Department):
    DepartmentSettings.objects.create(department=sales, block_all=True, scan="both")
    outbound.record(outbound.check([outbound.File("a", "", b"x")], sales.pk), sales.pk)
    one = BlockedAttachment.objects.get()
    assert (one.direction, one.state, one.rule_kind) == ("outbound", "quarantined", "all")
