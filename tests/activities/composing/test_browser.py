"""Two stories in a real browser: training mode from the page of the partition, and a reader's opt-out."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from activities import queueing
from activities.composing.links import page_of
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    choose,
    chromium,
    complaints,
    page,
    tab,
)

pytestmark = pytest.mark.browser
ANNA = "anna@customers.test"


def serious(page: Page) -> list[str]:  # noqa: F811
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def test_people_practise_and_see_what_would_have_been_sent(page, make_alias, root) -> None:  # noqa: F811
    alias = make_alias()
    page.goto(f"/console/departments/partition/{root.partition_id}/change/")
    tab(page, "Outgoing mail")
    expect(page.locator("#id_training_until_0")).not_to_be_visible()
    page.locator("#id_training").check()
    expect(page.locator("#id_training_until_0")).to_be_visible()
    choose(page, outgoing_width="60")
    page.locator("button[name=_continue]").click()
    banner = page.get_by_role("alert").filter(has_text="Training mode")
    expect(banner).to_be_visible()
    alias.refresh_from_db()
    alias.department.partition.refresh_from_db()
    mail = queueing.queue(queueing.Draft("Parcel", "word " * 30, [ANNA]), alias)
    page.goto(f"/console/activities/activity/{mail.pk}/change/")
    expect(banner).to_be_visible()
    page.get_by_text(f"For {ANNA}").click()
    expect(page.locator("pre", has_text="Message-ID")).to_be_visible()
    assert serious(page) == []


def test_a_reader_opts_out_on_a_phone_and_a_person_ends_it(
    page,  # noqa: F811
    chromium,  # noqa: F811
    live_server,
    make_alias,
    settings,
) -> None:
    settings.PUBLIC_URL = live_server.url
    mail = queueing.queue(queueing.Draft("News", "New.", [ANNA]), make_alias())
    url = page_of(mail.recipients.get().pk, mail.at.date())
    phone = chromium.new_context(color_scheme="dark", viewport={"width": 360, "height": 640})
    reader = phone.new_page()
    reader.goto(url)
    assert serious(reader) == []
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("status")).to_contain_text("a…@customers.test is noted")
    assert serious(reader) == []
    assert reader.evaluate("document.documentElement.scrollWidth") <= 360
    phone.close()
    page.goto("/console/exceptions/optout/")
    expect(page.get_by_text("By the page behind the link").first).to_be_visible()
    page.get_by_role("link", name=f"End for {ANNA}").click()
    choose(page, why="She wrote that she wants it again")
    page.get_by_role("button", name="End the opt-out").click()
    expect(page.get_by_text(re.compile("may be written to again"))).to_be_visible()
