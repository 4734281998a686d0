"""Incidents in a real browser, on a phone and by keyboard alone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aliases.incidents.models import Incident
from aliases.incidents.monitors import Monitor
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
)

pytestmark = pytest.mark.browser


def picture(page: Page, name: str) -> None:  # noqa: F811
    """Kept where somebody asks for pictures."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_an_incident_is_put_aside_on_a_phone(page: Page, telling, fails, now):  # noqa: F811
    incident = fails(now)
    page.set_viewport_size({"width": 380, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.goto(f"/console/aliases/incident/{incident.pk}/change/")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    picture(page, "incident-phone")
    assert wide <= 0
    page.get_by_label("Snooze").select_option("shift")
    page.get_by_role("button", name="Snooze", exact=True).click()
    expect(page.get_by_text("No reminders until")).to_be_visible()
    page.get_by_role("button", name="Remind again").click()
    expect(page.get_by_role("button", name="Acknowledge")).to_be_visible()
    assert Incident.objects.get().snoozed_until is None


def test_an_incident_is_found_and_acknowledged_by_keyboard(page: Page, telling, fails, now):  # noqa: F811
    fails(now)
    page.goto("/console/aliases/incident/")
    picture(page, "incidents")
    expect(page.locator(".mc-badge")).to_have_text("1")
    page.get_by_role("link", name="Sick alias").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Acknowledge").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have taken notice")).to_be_visible()
    picture(page, "incident")
    expect(page.locator(".mc-badge")).to_have_count(0)
    assert Incident.objects.get().acknowledged_by.username == "root"


def test_a_monitor_is_made_and_tested(page: Page, root):  # noqa: F811
    page.goto("/console/aliases/monitor/add/")
    page.get_by_label("Department").select_option(str(root.pk))
    page.get_by_label("Further addresses").fill("duty@lab.test")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Send a test notice").click()
    expect(page.get_by_text("no default SMTP server")).to_be_visible()
    picture(page, "monitor")
    assert Monitor.objects.get().addresses == "duty@lab.test"
