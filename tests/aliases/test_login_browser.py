"""The tests on an alias's page in a real browser: the way to a field, folders, and test messages."""

import pytest
from playwright.sync_api import Page, expect

from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    choose,
    chromium,
    complaints,
    page,
    panel,
    tab,
)
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.faults import closed_port
from tests.servers.ports import wait_until
from tests.servers.postfix import Postfix
from tests.stock import message

pytestmark = [pytest.mark.browser, pytest.mark.real]


@pytest.fixture
def form(page: Page, make_alias, mailbox: str, dovecot: Dovecot, postfix: Postfix) -> Page:  # noqa: F811
    """The page of a saved alias on Dovecot and Postfix."""
    alias = make_alias(
        mailbox,
        incoming_user=mailbox,
        incoming_port=dovecot.port["imap"],
        incoming_password=PASSWORD,
        outgoing_port=postfix.port["smtp"],
    )
    page.goto(f"/console/aliases/alias/{alias.pk}/change/")
    return page


def test_a_failed_step_leads_to_the_field_in_its_tab(form: Page):
    tab(form, "Incoming")
    choose(form, incoming_port=closed_port())
    choose(form, incoming_secret=PASSWORD, incoming_secret_again=PASSWORD)
    tab(form, "General")
    result = panel(form, "Test incoming")
    link = result.get_by_role("button", name="Go to “Port")
    expect(link).to_be_visible()
    link.focus()
    form.keyboard.press("Enter")
    expect(form.locator("#id_incoming_port")).to_be_focused()
    expect(form.locator("#id_incoming_port")).to_be_visible()


def test_an_error_of_the_form_leads_to_its_field(form: Page, complaints: list[str]):  # noqa: F811
    tab(form, "Incoming")
    choose(form, incoming_host="")
    result = panel(form, "Test incoming")
    result.get_by_role("button", name="Go to “Server").click()
    expect(form.locator("#id_incoming_host")).to_be_focused()
    complaints.clear()


def test_a_folder_is_chosen_from_those_of_the_server(form: Page, dovecot: Dovecot):
    tab(form, "Incoming")
    place = form.locator(".mc-chooser").first
    place.get_by_role("button", name="Choose…").click()
    folders = place.get_by_label("Folders on the server")
    expect(folders).to_be_focused()
    folders.select_option("Sent")
    expect(form.locator("#id_folder")).to_have_value("Sent")
    expect(folders.locator("option", has_text="Sent (sent mail)")).to_have_count(1)


def test_a_test_message_is_sent_and_shown(form: Page, dovecot: Dovecot, mailbox: str):
    form.get_by_text("Send a test message", exact=True).click()
    form.get_by_label("To", exact=True).fill(f"{mailbox}, nobody@lab.test")
    form.get_by_role("button", name="Send the test message").click()
    told = form.get_by_text("The server took the message for 1 of 2 recipients.")
    expect(told).to_be_visible()
    expect(form.get_by_text("To: nobody@lab.test")).to_be_visible()
    expect(form.locator("li[data-state=running]")).to_have_count(0)
    expect(form.get_by_text("knows no mailbox of this address")).to_be_visible()
    wait_until(lambda: dovecot.count(mailbox) == 1)


def test_the_newest_message_is_shown(form: Page, dovecot: Dovecot, mailbox: str):
    dovecot.append(mailbox, [message("<b>the newest</b>")])
    form.get_by_text("Receive a test message").click()
    form.get_by_role("button", name="Show the newest message").click()
    expect(form.get_by_text("<b>the newest</b>")).to_be_visible()


def test_a_round_trip_is_followed_and_found_again(form: Page):
    form.get_by_text("Round trip", exact=True).click()
    form.get_by_role("button", name="Begin the round trip").click()
    verdict = form.locator("[data-round-trip] [data-verdict]")
    expect(verdict).to_contain_text("Being sent")
    expect(verdict).to_contain_text("seconds so far")
    form.reload()
    form.get_by_text("Round trip", exact=True).click()
    expect(verdict).to_contain_text("Being sent")
    expect(form.get_by_role("button", name="Begin the round trip")).to_be_disabled()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_tests_fit_the_window(form: Page, width: int):
    form.set_viewport_size({"width": width, "height": 900})
    for title in ("Send a test message", "Receive a test message", "Round trip"):
        form.get_by_text(title, exact=True).click()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert form.evaluate(wide) <= 0
