"""No secret of a mail is stored for reading, shown, found or sent; the raw message is as received."""

import pytest
from django.test import Client

from activities import queueing
from activities.models import Activity, Case
from attachments.models import BlockedAttachment, BlockedExtension, DepartmentSettings
from departments.masking import ready_made
from departments.models import Department, MaskingPattern
from tests.activities.reading.mails import with_html
from tests.attachments.conftest import mail  # noqa: F401  # a fixture
from tests.mailcenter.pages import body
from tests.mailcenter.rows import database, receive
from wire.compose import File

VISA = "4111 1111 1111 1111"
BARE = "4111111111111111"


@pytest.fixture
def cards(root: Department) -> MaskingPattern:
    rule = ready_made.BY_KEY["cards"].pattern
    return MaskingPattern.objects.create(
        partition=root.partition,
        name=rule.name,
        expression=rule.expression,
        keep_last=4,
        check_digits="card",
    )


def everything_stored() -> str:
    rows = database()
    return str([one for name, one in rows.items() if "RawMessage" not in name])


def test_an_incoming_mail_is_filed_without_its_secrets(cards, make_alias):
    raw = with_html(f"<b>4111</b> 1111 1111 <i>1111</i> {BARE}", text=VISA, subject=f"card {BARE}")
    raw = raw.replace(b"From: chris@", b"From: 4111-1111-1111-1111 <chris@").replace(
        b"customers.test\r\nTo", b"customers.test>\r\nTo"
    )
    activity = receive(make_alias(), raw)
    for secret in (VISA, BARE, "4111-1111-1111-1111", "<b>4111</b>"):
        assert secret not in everything_stored()
    assert activity.text.strip() == "**** **** **** 1111"
    assert activity.sender == "****-****-****-1111 <chris@customers.test>"
    assert Case.objects.get().subject == "card ************1111"
    assert activity.raw.content() == raw


def test_a_secret_is_neither_shown_nor_found(cards, make_alias, console: Client):
    activity = receive(make_alias(), with_html(f"<p>{VISA}</p>", text=VISA))
    place = "/console/activities/activity/"
    for tail in ("", f"?q={BARE}", f"{activity.pk}/change/", f"{activity.pk}/html/"):
        page = body(console.get(place + tail))
        assert VISA not in page
        assert f'/{activity.pk}/change/"' not in page or BARE not in tail


def test_an_outgoing_mail_is_stored_and_so_sent_without_its_secrets(cards, make_alias):
    sent = queueing.queue(queueing.Draft(BARE, f"my card: {VISA}", ["a@b.test"]), make_alias())
    sent.refresh_from_db()
    assert sent.subject.startswith("************1111 ")
    assert sent.text == "my card: **** **** **** 1111"
    assert BARE not in everything_stored()


def test_a_pattern_for_outgoing_mail_leaves_incoming_mail_alone(cards, make_alias):
    MaskingPattern.objects.update(inbound=False)
    assert VISA in receive(make_alias(), with_html("", text=VISA)).text


def test_mail_whose_pattern_is_broken_is_put_aside_rather_than_shown(cards, make_alias):
    from activities.models import RawMessage
    from tests.mailcenter.rows import store
    from workers.processing import process_stored

    MaskingPattern.objects.update(expression="(")
    alias = make_alias()
    stored = store(alias, with_html("", text=VISA))
    process_stored(alias)
    assert not Activity.objects.exists()
    assert "cannot be compiled" in RawMessage.objects.get(pk=stored.pk).reason


def test_the_names_of_blocked_attachments_are_masked_as_well(cards, make_alias, root, mail):  # noqa: F811
    BlockedExtension.objects.create(department=root, name="Programs", extension="exe")
    receive(make_alias(), mail().replace(b"setup.exe", f"{BARE}.exe".encode()))
    held = BlockedAttachment.objects.get()
    assert (held.name, held.state) == ("************1111.exe", "quarantined")
    assert "************1111.exe" in held.why
    assert BARE not in everything_stored()


def test_what_an_outgoing_file_is_called_is_masked_and_its_content_is_not(cards, make_alias, root):
    DepartmentSettings.objects.create(department=root, scan="both")
    file = File(f"card {BARE}.txt", "text/plain", BARE.encode())
    sent = queueing.queue(queueing.Draft("x", "x", ["a@b.test"], files=[file]), make_alias())
    assert [one.name for one in sent.files.all()] == ["card ************1111.txt"]
    assert bytes(sent.files.get().content) == BARE.encode()
