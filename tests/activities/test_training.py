"""Training mode of the partition: nothing leaves, and what would have been sent is kept (DI-3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import outbox, queueing
from activities.composing.previewing import preview
from activities.models import Activity, Recipient
from aliases.incidents.by_mail import Mail, Post
from aliases.incidents.errors import Hopeless
from aliases.jobs import Direction, Job
from departments.composition import TRAINED_FOR
from tests.stock import due_now
from workers import due
from workers.watch.jobs import overdue

pytestmark = pytest.mark.django_db


@pytest.fixture
def alias(make_alias):
    return make_alias(automatic_bcc="archive@lab.test")


def train(alias, *, until=None) -> None:
    partition = alias.department.partition
    partition.training, partition.training_until = True, until
    partition.clean()
    partition.save()


def written(alias, **fields) -> Activity:
    return queueing.queue(queueing.Draft("Parcel", "Soon.", ["anna@x.test"], **fields), alias)


def test_it_ends_by_itself(alias) -> None:
    train(alias)
    partition = alias.department.partition
    assert abs(partition.training_until - timezone.now() - TRAINED_FOR) < timedelta(minutes=1)
    assert partition.trains(timezone.now())
    assert not partition.trains(partition.training_until)


def test_what_is_written_meanwhile_is_kept_and_never_due(alias) -> None:
    train(alias)
    mail = written(alias)
    assert set(mail.recipients.values_list("address", "state", "next_try_at", "sent_at")) == {
        ("anna@x.test", "trained", None, None),
        ("archive@lab.test", "trained", None, None),
    }
    assert Job.objects.get(alias=alias, direction=Direction.DISPATCH).next_due_at is None
    kept = mail.kept_copies.get()
    assert kept.recipients == "anna@x.test, archive@lab.test"
    assert mail.message_id.encode() in bytes(kept.content)


def test_it_does_not_leave_after_the_training_either(alias) -> None:
    train(alias)
    mail = written(alias)
    train(alias, until=timezone.now() - timedelta(minutes=1))
    assert outbox.next_due(alias.pk) is None
    assert due.wake_forgotten(timezone.now()) == 0
    assert outbox.send_again(mail.recipients.all(), timezone.now()) == 0


def test_what_waited_before_waits_until_it_ends_and_is_not_late(alias) -> None:
    mail = written(alias)
    train(alias)
    now = timezone.now()
    due_now(alias, Direction.DISPATCH)
    assert due.claim(Direction.DISPATCH, now) == []
    assert not overdue(Direction.DISPATCH, now).exists()
    assert set(mail.recipients.values_list("state", flat=True)) == {"queued"}
    over = alias.department.partition.training_until
    assert [one.alias_id for one in due.claim(Direction.DISPATCH, over)] == [alias.pk]


def test_mail_still_comes_in(alias) -> None:
    train(alias)
    due_now(alias, Direction.RETRIEVE)
    assert alias.pk in [one.alias_id for one in due.claim(Direction.RETRIEVE, timezone.now())]


def test_acknowledgements_and_system_mail_do_not_leave(alias) -> None:
    from activities.automatic import Automatic, send

    train(alias)
    assert send(Automatic("anna@x.test", "Auto: hi", "Thanks."), alias, now=timezone.now()) == ""
    assert set(Recipient.objects.values_list("state", flat=True)) == {"trained"}
    partition = alias.department.partition
    with pytest.raises(Hopeless, match="training mode"):
        Post(partition).send(Mail("duty@lab.test", "1", [], timezone.now()))


def test_the_preview_says_so_and_has_nobody_on_the_envelope(alias) -> None:
    train(alias)
    shown = preview(queueing.Draft("Parcel", "Soon.", ["anna@x.test"]), alias)
    assert shown.copies[0].recipients == ()
    assert "Training mode" in [one.step for one in shown.why]
    assert not Activity.objects.exists()


def test_every_page_shows_a_banner_while_it_is_on(alias, client, administrator) -> None:
    client.force_login(administrator)
    assert "Training mode" not in client.get("/console/").text
    train(alias)
    assert "Training mode" in client.get("/console/").text
    assert "Training mode" in client.get("/console/aliases/alias/").text
    train(alias, until=timezone.now() - timedelta(minutes=1))
    assert "Training mode" not in client.get("/console/").text
