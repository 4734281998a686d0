"""Exceptions in a real browser: phrase and dry run, bounce and queue, shelf and trace; with axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from activities.models import Activity, RawState
from aliases.models import Alias
from exceptions.models import DeliveryException
from tests.activities.bounced import DEAD, bounce, sent
from tests.mailcenter.rows import receive, store
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    choose,
    chromium,
    complaints,
    page,
)
from tests.stock import message
from workers.processing import process_stored

pytestmark = pytest.mark.browser

LOOKS = [("light", 1280), ("dark", 380)]
looks = pytest.mark.parametrize(("scheme", "width"), LOOKS)


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


def look(page: Page, scheme: str, width: int) -> None:  # noqa: F811
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})


def serious(page: Page) -> list[str]:  # noqa: F811
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def test_a_phrase_is_added_and_tried(page: Page, root):  # noqa: F811
    page.goto("/console/exceptions/deliveryexception/add/")
    choose(page, department=root.pk, name="Giraffe", phrase="giraffe is away")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.get_by_role("link", name="Try a subject").click()
    choose(page, department=root.pk, subject="The Giraffe is Away")
    page.get_by_role("button", name="Try").press("Enter")
    answer = page.locator("#answer")
    expect(answer).to_contain_text("Possible exception")
    expect(answer).to_contain_text("giraffe is away")
    assert serious(page) == []
    assert DeliveryException.objects.filter(department=root).count() == 1


@looks
def test_a_bounce_is_shown_at_its_mail_and_worked_off(page: Page, alias, scheme, width):  # noqa: F811
    look(page, scheme, width)
    mail = sent(alias)
    receive(alias, bounce(mail))
    page.goto(f"/console/activities/activity/{mail.pk}/change/")
    came_back = page.locator("#bounces")
    expect(came_back).to_contain_text(DEAD)
    assert serious(page) == []
    page.goto("/console/activities/exceptionactivity/")
    assert serious(page) == []
    page.get_by_role("link", name=re.compile("Undelivered Mail")).click()
    page.get_by_label("Note").fill("Asked by telephone.")
    page.get_by_label("Corrected address").fill("new@customers.test")
    assert serious(page) == []
    page.get_by_role("button", name="Send again").press("Enter")
    expect(page.get_by_text("new@customers.test").first).to_be_visible()
    assert not any(one.exception_open for one in Activity.objects.all())


@looks
def test_a_dead_address_is_cleared_by_one_click(page: Page, alias, scheme, width):  # noqa: F811
    look(page, scheme, width)
    receive(alias, bounce(sent(alias)))
    page.goto("/console/exceptions/suppression/")
    assert serious(page) == []
    page.get_by_role("button", name=f"Clear {DEAD}").press("Enter")
    expect(page.get_by_text("warns no more")).to_be_visible()


@looks
def test_a_failed_message_is_processed_again(page: Page, alias, scheme, width):  # noqa: F811
    look(page, scheme, width)
    failed = store(alias, message("Odd"), state=RawState.FAILED, reason="Odd.")
    page.goto(f"/console/activities/failedmessage/{failed.pk}/change/")
    assert serious(page) == []
    page.get_by_role("button", name="Process again").press("Enter")
    expect(page.get_by_text("processed again within")).to_be_visible()
    process_stored(alias)
    assert Activity.objects.get(raw=failed).subject == "Odd"


@looks
def test_a_message_is_followed_from_its_report_to_its_mail(page: Page, alias, scheme, width):  # noqa: F811
    look(page, scheme, width)
    mail = sent(alias)
    back = receive(alias, bounce(mail))
    page.goto("/console/activities/activity/trace/")
    page.get_by_label("Message-ID, address, subject or case").fill(f"<{back.message_id}>")
    page.get_by_role("button", name="Follow").press("Enter")
    story = page.locator("#story")
    expect(story).to_contain_text("Judged: Email – permanent undeliverable")
    assert serious(page) == []
    story.get_by_role("link", name=re.compile("Case found")).press("Enter")
    expect(page.locator("#story")).to_contain_text("Report received")
