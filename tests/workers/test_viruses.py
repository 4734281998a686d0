"""The virus scanner in both directions: what it finds, and what becomes of mail while it is away."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from activities import files, queueing
from activities.models import Activity, FailedMessage
from activities.shelf import again
from aliases.incidents.models import Incident, Kind
from aliases.models import Alias
from attachments import fates, outbound
from attachments.models import BlockedAttachment, DepartmentSettings
from departments.models import Department
from tests.mailcenter.people import staff
from tests.mailcenter.rows import store
from tests.servers.clamd import EICAR, Clamd
from tests.servers.ports import closed_port
from wire.compose import File
from workers.processing import process_stored


@pytest.fixture
def clamd(settings) -> Iterator[Clamd]:
    with Clamd() as server:
        settings.CLAMD = server.address
        settings.CLAMD_SECONDS = 20.0
        yield server


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias()


def come_in(alias: Alias, **named: bytes) -> Activity | None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "chris@customers.test", alias.address, "Files"
    mail.set_content("See the files.")
    for name, content in named.items():
        mail.add_attachment(content, maintype="image", subtype="png", filename=f"{name}.png")
    stored = store(alias, mail.as_bytes())
    process_stored(alias)
    return Activity.objects.filter(raw=stored).first()


def test_an_infected_part_is_held_back_and_the_others_are_read(clamd: Clamd, alias: Alias):
    activity = come_in(alias, bad=EICAR, good=b"good")
    held = BlockedAttachment.objects.get(activity=activity)
    assert (held.name, held.rule_kind, held.state) == ("bad.png", "virus", "quarantined")
    assert "Eicar-Test-Signature" in held.why
    assert clamd.scanned == [EICAR, b"good"]


def test_mail_without_attachments_never_meets_the_scanner(clamd: Clamd, alias: Alias):
    assert come_in(alias) is not None
    assert clamd.scanned == []


def test_an_attached_message_goes_with_the_virus_in_it(clamd: Clamd, alias: Alias):
    inner = b"Content-Type: image/png; name=x.png\r\n\r\n" + EICAR
    head = b"From: a@b.test\r\nContent-Type: message/rfc822\r\n\r\n"
    store(alias, head + inner)
    process_stored(alias)
    kinds = BlockedAttachment.objects.order_by("path").values_list("rule_kind", flat=True)
    assert set(kinds) == {"virus"}
    assert len(kinds) == 2


def test_restoring_a_virus_needs_its_own_right(clamd: Clamd, alias: Alias, root: Department):
    come_in(alias, bad=EICAR)
    every = BlockedAttachment.objects.all()
    clerk = staff("clerk", root, may="restore_blocked")
    assert fates.restore(every, user=clerk, reason="x") == 0
    chief = staff("chief", root, may="restore_infected")
    assert fates.restore(every, user=chief, reason="x") == 1


@pytest.fixture
def away(settings) -> None:
    settings.CLAMD = f"127.0.0.1:{closed_port()}"


def test_while_the_scanner_is_away_mail_with_attachments_waits(away, alias: Alias, settings):
    assert come_in(alias, good=b"good") is None
    assert come_in(alias) is not None
    failed = FailedMessage.objects.on_the_shelf().get()
    assert "virus scanner" in failed.reason
    assert Incident.objects.open().filter(kind=Kind.SCANNER).count() == 1


def test_what_waited_is_scanned_once_the_scanner_is_back(away, alias: Alias, settings):
    come_in(alias, bad=EICAR)
    again(FailedMessage.objects.on_the_shelf().get())
    with Clamd() as server:
        settings.CLAMD = server.address
        process_stored(alias)
    assert BlockedAttachment.objects.get().rule_kind == "virus"
    assert not Incident.objects.open().filter(kind=Kind.SCANNER).exists()


def test_a_department_may_let_mail_pass_meanwhile_and_it_says_so(away, alias: Alias):
    DepartmentSettings.objects.create(department=alias.department, without_scanner="pass")
    activity = come_in(alias, good=b"good")
    assert "not looked at for viruses" in activity.notes
    assert not BlockedAttachment.objects.exists()


def test_a_file_that_is_too_large_passes_by_a_persons_word(alias: Alias, settings):
    with Clamd(limit=10) as server:
        settings.CLAMD = server.address
        assert come_in(alias, large=bytes(5000)) is None
        again(FailedMessage.objects.on_the_shelf().get())
        process_stored(alias)
    assert "larger than the virus scanner takes" in Activity.objects.get().notes


@pytest.fixture
def both(alias: Alias) -> DepartmentSettings:
    return DepartmentSettings.objects.create(department=alias.department, scan="both")


def test_an_infected_file_is_not_sent_and_its_sender_is_told(clamd: Clamd, alias: Alias, both):
    some = [File("bad.png", "image/png", EICAR), File("good.png", "image/png", b"x")]
    seen = outbound.scanned(some, alias.department_id)
    (words,) = outbound.check(seen, alias.department_id).words
    assert "Eicar-Test-Signature" in words
    activity = queueing.queue(
        queueing.Draft("Files", "x", ["chris@customers.test"], files=seen), alias
    )
    assert files.of(activity.pk) == (some[1],)
    assert BlockedAttachment.objects.get(activity=activity).rule_kind == "virus"


def test_nothing_is_sent_unseen_while_the_scanner_is_away(away, alias: Alias, both):
    some = [File("good.png", "image/png", b"x")]
    seen = outbound.scanned(some, alias.department_id)
    (words,) = outbound.check(seen, alias.department_id).words
    assert "not looked at for viruses" in words
    both.without_scanner = "pass"
    both.save()
    assert len(outbound.check(seen, alias.department_id).kept) == 1


def test_where_only_incoming_mail_is_scanned_nothing_outgoing_is(clamd: Clamd, alias: Alias):
    some = (File("bad.png", "image/png", EICAR),)
    assert outbound.scanned(some, alias.department_id) == some
    assert clamd.scanned == []
