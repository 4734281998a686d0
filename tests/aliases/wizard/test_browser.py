"""A newcomer with only the screen to go by: from the list to the first activity."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from activities.models import Activity
from aliases.models import Alias
from departments.models import Department, User
from tests.servers.dovecot import PASSWORD
from tests.stock import message, retrieve_now

pytestmark = [pytest.mark.browser, pytest.mark.real]

OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(
    chromium: Browser, live_server, plain_static, transactional_db, root: Department, client
) -> Iterator[Page]:
    """Signed in at the console; the browser must have no complaint at the end."""
    client.force_login(User.objects.create_superuser("root", "root@lab.test", "a long password"))
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    complaints: list[str] = []
    context = chromium.new_context(base_url=live_server.url)
    context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def fill(page: Page, **values: object) -> None:
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def general(page: Page, address: str) -> None:
    page.goto("/console/aliases/alias/")
    page.get_by_role("link", name="New alias").click()
    fill(page, name="Support", address=address)
    page.get_by_role("button", name="Next: mail servers").click()


def servers(page: Page, dovecot, postfix) -> None:
    fill(page, incoming_encryption="starttls", incoming_port=dovecot.port["imap"])
    fill(page, incoming_host="localhost", incoming_secret=PASSWORD, incoming_secret_again=PASSWORD)
    fill(page, outgoing_host="localhost", outgoing_port=postfix.port["submission"])


def verdict(page: Page, title: str):
    button = page.get_by_role("button", name=title)
    button.click()
    return page.locator("[data-login-test]", has=button)


@pytest.fixture
def trusted(root: Department, certificates) -> None:
    root.partition.ca_bundle = certificates.ca.read_text()
    root.partition.save()


def test_a_newcomer_gets_from_the_list_to_the_first_activity(
    page: Page, trusted, dovecot, postfix, mailbox
):
    dovecot.append(mailbox, [message("Old")])
    general(page, mailbox)
    servers(page, dovecot, postfix)
    incoming = verdict(page, "Test incoming")
    expect(incoming.locator("[data-verdict]")).to_have_text("Connection established successfully.")
    expect(incoming).to_contain_text("1 message in the mailbox")
    outgoing = verdict(page, "Test outgoing")
    expect(outgoing.locator("[data-verdict]")).to_have_text("Connection established successfully.")
    page.get_by_role("button", name="Next: directory").click()
    expect(page.get_by_text("test passed")).to_have_count(2)
    page.get_by_role("button", name="Activate now").click()
    expect(page.get_by_role("heading", name="Support is active")).to_be_visible()
    alias = Alias.objects.get()
    retrieve_now(alias)
    dovecot.append(mailbox, [message("The first one")])
    retrieve_now(alias)
    page.get_by_role("link", name="See the mail that comes in").click()
    expect(page.get_by_text("The first one")).to_be_visible()
    assert Activity.objects.count() == 1


def test_fields_that_do_not_apply_are_hidden_in_the_wizard(page: Page):
    general(page, "kim@gmail.com")
    expect(page.get_by_text("Known provider: Gmail").first).to_be_visible()
    for values, name, shown in [
        ({"incoming_encryption": "tls"}, "incoming_allow_clear", False),
        ({"incoming_encryption": "none"}, "incoming_allow_clear", True),
        ({"backlog": "now"}, "backlog_since", False),
        ({"backlog": "since"}, "backlog_since", True),
        ({"incoming_protocol": "pop3"}, "folder", False),
        ({"after_fetch": "move"}, "after_fetch_folder", True),
        ({"incoming_secret": "abcd efgh"}, "incoming_unspaced", True),
    ]:
        fill(page, **values)
        expect(page.locator(f"#id_{name}")).to_be_visible(visible=shown)
    expect(page.locator("#id_outgoing_user")).to_be_hidden()
    page.get_by_label("Same user name and password").uncheck()
    expect(page.locator("#id_outgoing_user")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_wizard_is_wider_than_the_screen(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    general(page, "kim@gmail.com")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    expect(page).to_have_url(re.compile("/servers/$"))
    assert page.evaluate(wide) == 0
    page.get_by_role("link", name="1. General").click()
    expect(page).to_have_url(re.compile("/general/$"))
    assert page.evaluate(wide) == 0
