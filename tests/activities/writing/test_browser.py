"""The writing desk in a real browser, three whole stories: write and watch, answer and pass on, be refused."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from activities.models import Activity, Direction, UnsentMail
from aliases.models import Alias
from tests.accounts.test_browser import apart
from tests.activities.reading.mails import PNG, with_html
from tests.activities.writing.desks import LIST, WRITE, page_of
from tests.mailcenter.rows import receive
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    choose,
    chromium,
    complaints,
    page,
)
from tests.servers.dovecot import Dovecot
from tests.servers.ports import wait_until
from tests.stock import dispatch_now, message

pytestmark = pytest.mark.browser
NARROW = 380


def serious(page: Page) -> list[str]:  # noqa: F811
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def narrow(page: Page) -> None:  # noqa: F811
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": NARROW, "height": 900})


def fits(page: Page) -> bool:  # noqa: F811
    return bool(page.evaluate("document.documentElement.scrollWidth") <= NARROW)


def press(page: Page, name: str) -> None:  # noqa: F811
    """By the keyboard."""
    page.get_by_role("button", name=name, exact=True).press("Enter")


def attach(page: Page, name: str, content: bytes) -> None:  # noqa: F811
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Attach files").set_input_files([file])
    press(page, "Attach")
    expect(page.get_by_role("cell", name=name).first).to_be_visible()


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_a_mail_is_written_looked_at_sent_and_watched(
    page: Page,  # noqa: F811
    sending_alias: Alias,
    dovecot: Dovecot,
):
    Alias.objects.filter(pk=sending_alias.pk).update(is_default=True)
    type(root := sending_alias.department.partition).objects.filter(pk=root.pk).update(
        default_format="html"
    )
    customer = dovecot.mailbox()
    page.goto(WRITE)
    choose(page, to=f"{customer}, unknown@lab.test", subject="Your parcel", text="It is *here*.")
    attach(page, "notes.bin", b"\0\1\2 words")
    attach(page, "wrong.txt", b"not this one")
    page.get_by_role("button", name="Take out wrong.txt").press("Enter")
    expect(page.get_by_text("wrong.txt")).to_have_count(0)
    expect(page.get_by_label("Message")).to_have_value("It is *here*.")
    assert serious(page) == []
    press(page, "Preview")
    frame = page.frame_locator("iframe.mc-frame").first
    expect(frame.get_by_text("It is *here*.")).to_be_visible()
    page.get_by_text("Source", exact=True).first.click()
    expect(page.locator(".mc-source").first).to_contain_text("Subject: Your parcel")
    assert serious(page) == []
    assert not Activity.objects.exists()
    press(page, "Send")
    outcomes = page.locator("#outcomes")
    expect(outcomes).to_contain_text("Waiting")
    apart(dispatch_now, sending_alias)
    # The page looks again by itself.
    expect(outcomes).to_contain_text("Failed", timeout=20_000)
    expect(outcomes).to_contain_text("Sent")
    assert serious(page) == []
    page.get_by_role("button", name="Send once more to unknown@lab.test").press("Enter")
    expect(outcomes).to_contain_text("Waiting")
    apart(dispatch_now, sending_alias)
    expect(outcomes).to_contain_text("Failed", timeout=20_000)
    wait_until(lambda: dovecot.count(customer) == 1)
    arrived = message_from_bytes(dovecot.messages(customer)[0], policy=default)
    found = {one.get_filename(): one.get_content() for one in arrived.iter_attachments()}
    assert found == {"notes.bin": b"\0\1\2 words"}


def test_a_mail_is_answered_to_all_forwarded_and_redirected(page: Page, make_alias):  # noqa: F811
    narrow(page)
    alias = make_alias("support@lab.test", is_default=True, redirections="old@lab.test")
    header = {"To": "old@lab.test, anna@customers.test", "Cc": "berta@customers.test"}
    question = receive(alias, message("AW: Parcel", **header))
    page.goto(f"{LIST}{question.pk}/change/")
    page.get_by_role("link", name="Answer all").press("Enter")
    expect(page.get_by_label("To", exact=False).first).to_have_value(
        "Chris Customer <chris@customers.test>, anna@customers.test"
    )
    expect(page.locator("#id_alias")).to_contain_text("<old@lab.test>")
    assert serious(page) == []
    assert fits(page)
    press(page, "Send")
    expect(page.locator("#outcomes")).to_contain_text("berta@customers.test")
    picture = receive(alias, with_html("<img src='cid:logo@x'>", picture=PNG))
    page.goto(f"{LIST}{picture.pk}/change/")
    page.get_by_role("link", name="Forward", exact=True).press("Enter")
    choose(page, to="x@y.test", subject="Fwd: picture")
    expect(page.get_by_role("checkbox")).to_be_checked()
    assert serious(page) == []
    assert fits(page)
    press(page, "Send")
    expect(page.locator("#outcomes")).to_contain_text("x@y.test")
    page.goto(page_of(question, "redirect"))
    choose(page, to="boss@lab.test")
    assert serious(page) == []
    press(page, "Preview")
    expect(page.get_by_text("Resent-To: boss@lab.test")).to_have_count(1)
    press(page, "Send")
    expect(page.locator("#outcomes")).to_contain_text("boss@lab.test")
    sent = Activity.objects.filter(direction=Direction.OUTBOUND).order_by("pk")
    assert [one.subject.partition(" [#")[0] for one in sent] == [
        "Re: Parcel",
        "Fwd: picture",
        "AW: Parcel",
    ]
    assert [one.files.count() for one in sent] == [0, 1, 0]


def test_nothing_typed_is_lost_when_sending_is_refused(page: Page, make_alias, complaints):  # noqa: F811
    alias = make_alias("support@lab.test", is_default=True)
    partition = alias.department.partition
    partition.training, partition.training_until = True, timezone.now() + timedelta(hours=1)
    partition.save()
    page.goto(WRITE)
    expect(page.get_by_text("Training mode")).to_be_visible()
    choose(page, to="okapi", subject="Long", text="Many words")
    page.locator("#id_alias option").first.evaluate("one => { one.value = '999' }")
    press(page, "Send")
    expect(page.locator("#id_alias_error")).to_contain_text("not one of the available choices")
    expect(page.locator("#id_to_error")).to_contain_text("“okapi” is not an email address")
    expect(page.get_by_label("Message")).to_have_value("Many words")
    assert serious(page) == []
    choose(page, to="a@b.test", text="Many more words")
    page.context.clear_cookies(name="sessionid")
    press(page, "Send")
    expect(page).to_have_url(re.compile("/console/login/"))
    choose(page, username="root", password="a long password")
    page.locator("button[type=submit]").click()
    press(page, "Take it back")
    expect(page.get_by_label("Message")).to_have_value("Many more words")
    press(page, "Send")
    expect(page.locator("#outcomes")).to_contain_text("a@b.test")
    assert Activity.objects.get().text.strip() == "Many more words"
    assert UnsentMail.objects.get().values == {}
    page.goto(WRITE)
    expect(page.locator("#kept-here")).to_be_hidden()
