"""Files that go with a mail: kept once, sent as they are, and what is not let go is said."""

from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import pytest
from django.test import Client

from activities import files, queueing
from activities.composing.copies import copies
from activities.models import Activity, OutgoingFile
from aliases.models import Alias
from attachments import fates
from attachments.models import (
    BlockedAttachment,
    BlockedExtension,
    DepartmentSettings,
    HeldContent,
)
from departments.models import Department, MaskingPattern
from tests.attachments.samples import PROGRAM
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.servers.dovecot import Dovecot
from tests.servers.ports import wait_until
from tests.stock import dispatch_now
from wire.compose import File
from wire.parse import parse, part_content

EVERYTHING = bytes(range(256)) * 50
PLAN = File("Plan für März.pdf", "application/pdf", EVERYTHING)
SETUP = File("setup.exe", "application/octet-stream", PROGRAM)


@pytest.fixture
def scanning(root: Department) -> DepartmentSettings:
    BlockedExtension.objects.create(department=root, name="Programs", extension="exe")
    return DepartmentSettings.objects.create(department=root, scan="both")


def queued(alias: Alias, *some: File, to: str = "chris@customers.test") -> Activity:
    return queueing.queue(queueing.Draft("Plans", "See the file.", [to], files=some), alias)


def composed(activity: Activity) -> bytes:
    [(_, letter)] = copies(list(activity.recipients.all()))
    return letter.content


def test_a_file_is_kept_and_composed_byte_for_byte(make_alias):
    activity = queued(make_alias(), PLAN)
    raw = composed(activity)
    (part,) = parse(raw).attachments
    assert part.filename == PLAN.name
    assert sha256(part_content(raw, part.path)).digest() == sha256(EVERYTHING).digest()
    assert files.of(activity.pk) == (PLAN,)


def test_a_mail_with_files_has_the_same_bytes_at_every_attempt(make_alias):
    activity = queued(make_alias(), PLAN, File("a.png", "image/png", b"x", "a@lab.test"))
    assert composed(activity) == composed(Activity.objects.get())


def test_what_does_not_pass_is_not_sent_and_kept_with_its_bytes(make_alias, scanning):
    activity = queued(make_alias(), SETUP, PLAN)
    assert files.of(activity.pk) == (PLAN,)
    held = BlockedAttachment.objects.get(activity=activity)
    assert (held.direction, held.state, held.name) == ("outbound", "quarantined", "setup.exe")
    assert bytes(HeldContent.objects.get(attachment=held).content) == PROGRAM
    assert PROGRAM[:2] not in composed(activity)


def test_with_the_action_delete_its_bytes_are_gone(make_alias, scanning):
    DepartmentSettings.objects.update(action="delete")
    activity = queued(make_alias(), SETUP)
    assert BlockedAttachment.objects.get(activity=activity).state == "deleted"
    assert not HeldContent.objects.exists()
    assert not OutgoingFile.objects.exists()


def test_where_only_incoming_mail_is_scanned_every_file_goes(make_alias, scanning):
    DepartmentSettings.objects.update(scan="inbound")
    assert files.of(queued(make_alias(), SETUP).pk) == (SETUP,)


def test_a_file_is_judged_after_masking_and_by_its_masked_name(make_alias, root: Department):
    MaskingPattern.objects.create(
        partition=root.partition, name="PIN", expression="PIN[0-9]+", replacement="x"
    )
    activity = queued(make_alias(), File("PIN1234.txt", "text/plain", b"PIN1234"))
    assert files.of(activity.pk)[0].name == "xxxxxxx.txt"
    assert files.of(activity.pk)[0].content == b"PIN1234"


def page_of(activity: Activity) -> str:
    return f"/console/activities/activity/{activity.pk}/change/"


def test_the_page_shows_what_was_sent_and_what_was_not(console: Client, make_alias, scanning):
    activity = queued(make_alias(), PLAN, SETUP)
    page = body(console.get(page_of(activity)))
    assert "Plan für März.pdf" in page
    assert "Not sent (quarantined): “setup.exe” is taken for .exe" in page
    answer = console.get(f"/console/activities/activity/{activity.pk}/file/1/")
    assert b"".join(answer.streaming_content) == EVERYTHING
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_was_not_sent_is_handed_out_once_restored(
    sign_in, root, administrator, make_alias, scanning
):
    activity = queued(make_alias(), SETUP)
    held = BlockedAttachment.objects.get()
    url = f"/console/activities/activity/{activity.pk}/left-out/{held.pk}/"
    reader = sign_in(staff("reader", root, may="view_activity"))
    assert reader.get(url).status_code == 403
    fates.restore(BlockedAttachment.objects.all(), user=administrator, reason="It is ours.")
    assert b"".join(reader.get(url).streaming_content) == PROGRAM
    assert files.of(activity.pk) == ()


def test_deleting_what_was_not_sent_deletes_its_bytes(make_alias, scanning, administrator):
    queued(make_alias(), SETUP)
    fates.delete(BlockedAttachment.objects.all(), user=administrator, reason="x")
    assert not HeldContent.objects.exists()


def test_files_are_of_the_own_departments_alone(sign_in, root: Department, make_alias):
    activity = queued(make_alias(), PLAN)
    other = Department.objects.create(partition=root.partition, parent=root, name="Other")
    stranger = sign_in(staff("stranger", other, may="view_activity"))
    answer = stranger.get(f"/console/activities/activity/{activity.pk}/file/1/")
    assert answer.status_code == 404


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_files_arrive_through_real_servers(sending_alias: Alias, dovecot: Dovecot):
    customer = dovecot.mailbox()
    some = [
        PLAN,
        File("計画" * 60 + ".bin", "", EVERYTHING),
        File("m.eml", "message/rfc822", b"A: b\n\nx"),
    ]
    queued(sending_alias, *some, to=customer)
    dispatch_now(sending_alias)
    wait_until(lambda: dovecot.count(customer) == 1)
    read = message_from_bytes(dovecot.messages(customer)[0], policy=default)
    first, second, third = read.iter_attachments()
    assert [one.get_filename() for one in (first, second, third)] == [one.name for one in some]
    assert first.get_content() == second.get_content() == EVERYTHING
    assert third.get_content_type() == "message/rfc822"
