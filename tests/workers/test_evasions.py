"""Every row of P47, in and out, through real servers: one batch of mail, many assertions."""

import smtplib
from hashlib import sha256

import pytest
from django.test import Client

from activities import queueing
from activities.models import Activity
from aliases.models import Alias
from attachments import fates
from attachments.models import BlockedAttachment, BlockedExtension, Deed, DepartmentSettings
from attachments.policy import policy_of
from attachments.screening import screen
from departments.models import Department
from tests.mailcenter.pages import body
from tests.servers.dovecot import Dovecot
from tests.servers.ports import wait_until
from tests.servers.postfix import Postfix
from tests.stock import dispatch_now, retrieve_now
from tests.workers.evasions import INBOUND, INNER, OUTBOUND, mail, part
from wire.compose import File
from wire.parse import parse

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]
NOTES = part('filename="notes.txt"', b"harmless")


@pytest.fixture
def blocking(root: Department) -> DepartmentSettings:
    BlockedExtension.objects.create(department=root, name="Programs", extension="exe")
    return DepartmentSettings.objects.create(department=root, scan="both")


def sent_by_smtp(postfix: Postfix, mailbox: str) -> None:
    with smtplib.SMTP("127.0.0.1", postfix.port["smtp"], timeout=20) as session:
        for row, (evasion, _) in INBOUND.items():
            session.sendmail("chris@customers.test", mailbox, mail(row, evasion, NOTES))


def test_every_row_comes_in_is_held_back_and_is_restored_byte_for_byte(
    blocking, alias: Alias, postfix: Postfix, dovecot: Dovecot, sign_in, administrator
):
    sent_by_smtp(postfix, alias.address)
    wait_until(lambda: dovecot.count(alias.address) == len(INBOUND), seconds=60)
    retrieve_now(alias)
    console = sign_in(administrator)
    for row, (_, digest) in INBOUND.items():
        activity = Activity.objects.get(subject=row)
        assert digest in {one.digest for one in held(activity)}, row
        assert all(one.rule and one.why and one.kind for one in held(activity)), row
        assert handed_out(console, activity) == {sha256(b"harmless").hexdigest()}, row
        assert "Removed (quarantined)" in body(console.get(page(activity)))
    every = BlockedAttachment.objects.all()
    count = every.count()
    assert fates.restore(every, user=administrator, reason="It is ours.") == count
    assert Deed.objects.filter(verb="restored").count() == count
    for row, (_, digest) in INBOUND.items():
        assert digest in handed_out(console, Activity.objects.get(subject=row)), row
    attached = handed_out(console, Activity.objects.get(subject="in an attached message"))
    # The line end before a boundary is the boundary's (RFC 2046 section 5.1.1).
    assert sha256(INNER.removesuffix(b"\r\n")).hexdigest() in attached


def test_what_the_department_chooses_and_the_partition_allows_counts_in_every_row(
    blocking, root: Department
):
    blocking.inner_extensions = False
    blocking.save()
    option = mail("x", part('filename="a.exe.pdf"', b"%PDF-1.7"), NOTES)
    assert screen(parse(option), option, root.pk).refused == ()
    root.partition.attachment_rules.create(extension="exe", verdict="allow")
    policy = policy_of(root.pk)
    for row, (evasion, _) in INBOUND.items():
        raw = mail(row, evasion, NOTES)
        refused = screen(parse(raw), raw, root.pk, policy=policy).refused
        assert refused == (), row


def test_no_row_leaves_and_the_rest_does(blocking, sending_alias: Alias, dovecot: Dovecot):
    customer = dovecot.mailbox()
    notes = File("notes.txt", "text/plain", b"harmless")
    some = [File(name, kind, content) for name, content, kind in OUTBOUND.values()]
    draft = queueing.Draft("Files", "See them.", [customer], files=[*some, notes])
    activity = queueing.queue(draft, sending_alias)
    rows = BlockedAttachment.objects.filter(activity=activity, direction="outbound")
    found = dict(rows.values_list("path", "digest"))
    for number, (row, (_, content, _)) in enumerate(OUTBOUND.items(), 1):
        assert found[str(number)] == sha256(content).hexdigest(), row
    dispatch_now(sending_alias)
    wait_until(lambda: dovecot.count(customer) == 1, seconds=60)
    (arrived,) = dovecot.messages(customer)
    assert [one.filename for one in parse(arrived).attachments] == ["notes.txt"]


def held(activity: Activity) -> list[BlockedAttachment]:
    return list(BlockedAttachment.objects.filter(activity=activity))


def page(activity: Activity) -> str:
    return f"/console/activities/activity/{activity.pk}/change/"


def handed_out(console: Client, activity: Activity) -> set[str]:
    """The digests of all that the activity's page lets a reader take."""
    found = set()
    for one in activity.attachments.all():
        answer = console.get(f"/console/activities/activity/{activity.pk}/attachment/{one.pk}/")
        assert answer.status_code in {200, 403}
        if answer.status_code == 200:
            found.add(sha256(b"".join(answer.streaming_content)).hexdigest())
    return found
