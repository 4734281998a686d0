"""What is kept for some days: messages as received and the quarantine; what stays written."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activities import queueing
from activities.models import Activity, RawMessage
from aliases.models import Alias
from attachments.models import (
    BlockedAttachment,
    BlockedExtension,
    Deed,
    DepartmentSettings,
    HeldContent,
)
from departments.models import Department, Partition
from tests.attachments.conftest import mail  # noqa: F401  # a fixture
from tests.mailcenter.pages import body
from tests.mailcenter.rows import receive, store
from wire.compose import File
from workers import retention, tasks

DAY = timedelta(days=1)


@pytest.fixture
def later() -> datetime:
    return timezone.now() + 31 * DAY


@pytest.fixture
def activity(make_alias, root: Department, mail) -> Activity:  # noqa: F811
    BlockedExtension.objects.create(department=root, name="Programs", extension="exe")
    return receive(make_alias(), mail())


def keep(**days: int) -> None:
    Partition.objects.update(**days)


def test_without_a_time_everything_is_kept(activity: Activity, later: datetime):
    assert retention.purge_all(later + 10_000 * DAY) == {"messages": 0, "quarantined": 0}


def test_a_quarantined_file_ends_with_a_deed_and_its_record_stays(activity, later: datetime):
    keep(quarantine_days=30)
    assert retention.purge_all(later - 2 * DAY)["quarantined"] == 0
    assert retention.purge_all(later)["quarantined"] == 1
    held = BlockedAttachment.objects.get()
    assert (held.state, bool(held.digest and held.why and held.rule)) == ("deleted", True)
    assert Deed.objects.get().reason == "Quarantined files are kept for 30 days."


def test_the_bytes_of_a_held_outgoing_file_go_with_it(make_alias, root, later: datetime):
    DepartmentSettings.objects.create(department=root, scan="both", block_all=True)
    file = File("a.txt", "text/plain", b"x")
    queueing.queue(queueing.Draft("x", "x", ["a@b.test"], files=[file]), make_alias())
    keep(quarantine_days=30)
    retention.purge_all(later)
    assert not HeldContent.objects.exists()


def test_the_bytes_of_a_message_go_and_its_text_stays(console: Client, activity, later: datetime):
    keep(raw_days=30)
    assert retention.purge_all(later)["messages"] == 1
    assert RawMessage.objects.get().content() == b""
    page = body(console.get(f"/console/activities/activity/{activity.pk}/change/"))
    assert "Hello" in page
    assert "Not kept any more since" in page
    for one in activity.attachments.all():
        url = f"/console/activities/activity/{activity.pk}/attachment/{one.pk}/"
        assert console.get(url).status_code == 404
    for tail in ("source", "headers", "html"):
        answer = console.get(f"/console/activities/activity/{activity.pk}/{tail}/")
        assert answer.status_code in {200, 404}


def test_what_is_quarantined_in_a_message_ends_with_it(activity: Activity, later: datetime):
    keep(raw_days=30)
    retention.purge_all(later)
    assert BlockedAttachment.objects.get().state == "deleted"
    assert "Messages as received" in Deed.objects.get().reason


def test_what_is_on_the_shelf_waits_for_a_person_however_old(make_alias, later: datetime):
    store(make_alias(), b"x", state="failed", reason="x")
    keep(raw_days=1)
    assert retention.purge_all(later + 1000 * DAY)["messages"] == 0


def test_a_message_whose_bytes_are_gone_is_not_taken_in_again(activity: Activity, later: datetime):
    digest = RawMessage.objects.get().digest
    keep(raw_days=30)
    retention.purge_all(later)
    assert RawMessage.objects.get(digest=digest).state == "filed"


def test_many_are_purged_in_small_steps(make_alias, root: Department, later: datetime):
    alias: Alias = make_alias()
    for number in range(7):
        store(alias, b"x%d" % number, state="filed")
    keep(raw_days=30)
    assert retention.purge_all(later, step=2)["messages"] == 7


def test_one_partition_keeps_what_another_does_not(activity: Activity, later: datetime):
    other = Partition.objects.create(name="Other", raw_days=1)
    assert retention.purge_all(later)["messages"] == 0
    assert other.raw_days == 1


def test_the_workers_purge(activity: Activity, root: Department):
    keep(raw_days=1)
    RawMessage.objects.update(received_at=timezone.now() - 2 * DAY)
    tasks.purge()
    assert RawMessage.objects.get().purged_at is not None
