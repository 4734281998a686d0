"""Blocked attachments, from the server to the page (AT-1 to AT-6)."""

import email.message
import hashlib

import pytest

from activities.models import Activity
from attachments import fates
from attachments.models import BlockedAttachment, BlockedExtension
from tests.stock import retrieve_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]
PROGRAM = b"MZ\x90\0" + bytes(range(256)) * 40


def with_file(name: str, content: bytes = PROGRAM) -> bytes:
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "chris@customers.test", "support@lab.test", "Files"
    mail["Message-ID"] = f"<{hashlib.sha256(name.encode()).hexdigest()}@customers.test>"
    mail.set_content("See the files.")
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    mail.add_attachment(b"harmless", maintype="text", subtype="plain", filename="notes.txt")
    return mail.as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture
def blocking(root):
    BlockedExtension.objects.create(department=root, extension="exe")


def test_a_restored_file_is_the_same_byte_for_byte(
    blocking, alias, dovecot, sign_in, administrator
) -> None:
    dovecot.append(alias.address, [with_file("a.exe")])
    retrieve_now(alias)
    activity = Activity.objects.get()
    fates.restore(BlockedAttachment.objects.all(), user=administrator, reason="It is ours.")
    file = activity.attachments.get(name="a.exe")
    url = f"/console/activities/activity/{activity.pk}/attachment/{file.pk}/"
    answer = sign_in(administrator).get(url)
    assert b"".join(answer.streaming_content) == PROGRAM
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_without_rules_nothing_is_held_back(alias, dovecot) -> None:
    dovecot.append(alias.address, [with_file("a.exe")])
    retrieve_now(alias)
    assert not BlockedAttachment.objects.exists()
