"""The console in a real browser: signing in, the alias form, the login test, and writing a mail."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from activities.models import Activity
from aliases.models import Alias
from departments.models import Department, User
from tests.mailcenter.people import ADD
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.faults import closed_port

pytestmark = pytest.mark.browser

OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PORTS = {
    "incoming": [
        ("pop3", "none", "110"),
        ("pop3", "starttls", "110"),
        ("pop3", "tls", "995"),
        ("imap", "none", "143"),
        ("imap", "starttls", "143"),
        ("imap", "tls", "993"),
    ],
    "outgoing": [
        ("smtp", "none", "25"),
        ("esmtp", "starttls", "587"),
        ("esmtp", "tls", "465"),
    ],
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def administrator(plain_static, transactional_db) -> User:
    return User.objects.create_superuser("root", "root@lab.test", "a long password")


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said; a test takes out what it expects."""
    return []


@pytest.fixture
def page(
    chromium: Browser, live_server, administrator: User, root: Department, complaints: list[str]
) -> Iterator[Page]:
    """Signed in, at the address of the console; no complaint may be left at the end."""
    context = chromium.new_context(base_url=live_server.url)
    context.add_cookies([session(administrator, live_server.url)])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def session(user: User, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def tab(page: Page, title: str) -> None:
    page.get_by_role("tab").filter(has_text=re.compile(rf"^\s*{title}")).click()


def choose(page: Page, **values: object) -> None:
    """Chooses, types or ticks by the names of the form's fields."""
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def test_somebody_signs_in_and_out(chromium: Browser, live_server, administrator: User):
    page = chromium.new_context(base_url=live_server.url).new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/console/login/"))
    choose(page, username="root", password="wrong")
    page.locator("button[type=submit]").click()
    expect(page.get_by_text(re.compile("correct username", re.IGNORECASE))).to_be_visible()
    choose(page, username="root", password="a long password")
    page.locator("button[type=submit]").click()
    expect(page.get_by_text("Problems that need a person")).to_be_visible()
    page.context.close()


def test_every_page_of_the_sidebar_opens_without_complaint(page: Page):
    page.goto("/console/")
    links = page.locator("#nav-sidebar a, nav a, aside a").all()
    places = {link.get_attribute("href") for link in links}
    tried = sorted(one for one in places if one and one.startswith("/console/"))
    assert len(tried) >= 6
    for one in tried:
        answer = page.goto(one)
        assert answer
        assert answer.status == 200, one


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_the_port_follows_protocol_and_encryption(page: Page, direction: str):
    page.goto(ADD)
    tab(page, direction.capitalize())
    for protocol, encryption, port in PORTS[direction]:
        chosen = {f"{direction}_protocol": protocol, f"{direction}_encryption": encryption}
        choose(page, **chosen)
        expect(page.locator(f"#id_{direction}_port")).to_have_value(port)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_tabs_of_a_form_open_by_the_keyboard_alone(page: Page, key: str):
    page.goto(ADD)
    page.locator("#id_name").focus()
    back = [page.keyboard.press("Shift+Tab") or focused(page) for _ in range(20)]
    assert {"General", "Incoming", "Outgoing"} <= set(back)
    page.get_by_role("tab", name="General").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "Incoming"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press(key)
    expect(page.locator("#id_incoming_host")).to_be_visible()
    expect(page.get_by_role("tab", name="Incoming")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tab", name="General")).to_have_attribute("aria-selected", "false")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_a_port_that_somebody_typed_stays(page: Page):
    page.goto(ADD)
    tab(page, "Incoming")
    choose(page, incoming_port=1143, incoming_encryption="starttls", incoming_protocol="pop3")
    expect(page.locator("#id_incoming_port")).to_have_value("1143")
    choose(page, incoming_port="", incoming_encryption="tls")
    expect(page.locator("#id_incoming_port")).to_have_value("995")


def test_a_port_of_its_own_stays_when_a_stored_alias_is_opened(page: Page, make_alias):
    alias = make_alias(incoming_port=1143, incoming_encryption="starttls")
    page.goto(f"/console/aliases/alias/{alias.pk}/change/")
    tab(page, "Incoming")
    choose(page, incoming_encryption="tls")
    expect(page.locator("#id_incoming_port")).to_have_value("1143")


def test_fields_that_do_not_apply_are_hidden(page: Page):
    page.goto(ADD)
    tab(page, "Incoming")
    for values, name, shown in [
        ({"incoming_protocol": "imap"}, "folder", True),
        ({"incoming_protocol": "pop3"}, "folder", False),
        ({"incoming_encryption": "tls"}, "incoming_allow_clear", False),
        ({"incoming_encryption": "none"}, "incoming_allow_clear", True),
        ({"incoming_encryption": "none"}, "incoming_verify", False),
        ({"after_fetch": "delete"}, "after_fetch_folder", False),
        ({"after_fetch": "move"}, "after_fetch_folder", True),
    ]:
        choose(page, **values)
        expect(page.locator(f"#id_{name}")).to_be_visible(visible=shown)


def test_a_server_without_authentication_asks_for_no_user(page: Page):
    page.goto(ADD)
    tab(page, "Outgoing")
    for protocol, shown in (("esmtp", True), ("smtp", False), ("esmtp", True)):
        choose(page, outgoing_protocol=protocol)
        for name in ("user", "secret", "secret_again", "without_authentication"):
            expect(page.locator(f"#id_outgoing_{name}")).to_be_visible(visible=shown)


def alias_form(page: Page, dovecot: Dovecot, mailbox: str, **changed: object) -> None:
    """Fills in a new alias on Dovecot's mailbox."""
    page.goto(ADD)
    choose(page, department=Department.objects.get().pk, name="Support", address=mailbox)
    tab(page, "Incoming")
    values = {
        "incoming_host": "127.0.0.1",
        "incoming_encryption": "none",
        "incoming_port": dovecot.port["imap"],
        "incoming_allow_clear": True,
        "incoming_user": mailbox,
        "incoming_secret": PASSWORD,
        "incoming_secret_again": PASSWORD,
    }
    choose(page, **values | changed)


def panel(page: Page, title: str):
    button = page.get_by_role("button", name=title)
    button.click()
    return page.locator("[data-login-test]", has=button)


@pytest.mark.real
def test_the_login_test_shows_each_step(page: Page, dovecot: Dovecot, mailbox: str):
    alias_form(page, dovecot, mailbox)
    result = panel(page, "Test incoming")
    expect(result.locator("[data-verdict]")).to_have_text("Connection established successfully.")
    expect(result.locator("li[data-state=passed]")).to_have_count(7)
    expect(result.locator("li").first).to_contain_text("Find the server by its name")
    expect(result.locator("li:not([data-state=passed])")).to_have_count(0)


@pytest.mark.real
def test_a_failed_test_shows_cause_and_remedy(page: Page, dovecot: Dovecot, mailbox: str):
    wrong = {"incoming_secret": "quagga", "incoming_secret_again": "quagga"}
    alias_form(page, dovecot, mailbox, **wrong)
    result = panel(page, "Test incoming")
    expect(result.locator("[data-verdict]")).to_have_text("The test failed.")
    failed = result.locator("li[data-state=failed]")
    expect(failed).to_contain_text("Sign in")
    for title in ("Tried", "The server said", "Likely cause", "What to do"):
        expect(failed.locator("dt", has_text=title)).to_be_visible()
    assert "quagga" not in result.inner_text()


@pytest.mark.real
def test_a_test_can_be_repeated_after_mending(page: Page, dovecot: Dovecot, mailbox: str):
    alias_form(page, dovecot, mailbox, incoming_port=closed_port())
    result = panel(page, "Test incoming")
    expect(result.locator("[data-verdict]")).to_have_text("The test failed.")
    choose(page, incoming_port=dovecot.port["imap"])
    verdict = panel(page, "Test incoming").locator("[data-verdict]")
    expect(verdict).to_have_text("Connection established successfully.")


def test_a_form_with_errors_names_them_instead_of_testing(page: Page, complaints: list[str]):
    page.goto(ADD)
    result = panel(page, "Test incoming")
    expect(result.locator("[data-verdict]")).to_contain_text("mend the fields named here")
    expect(result.locator("li", has_text="Server:")).to_be_visible()
    assert len(complaints) == 1
    assert "400" in complaints.pop()


@pytest.mark.real
def test_a_tested_alias_is_saved(page: Page, dovecot: Dovecot, mailbox: str):
    alias_form(page, dovecot, mailbox)
    tab(page, "Outgoing")
    choose(page, outgoing_protocol="smtp", outgoing_host="127.0.0.1")
    page.locator("button[name=_save], input[name=_save]").first.click()
    expect(page).to_have_url(re.compile("/console/aliases/alias/$"))
    expect(page.get_by_text(mailbox).first).to_be_visible()
    assert Alias.objects.get().incoming_password.reveal() == PASSWORD


def test_a_mail_is_written_and_its_fate_is_shown(page: Page, make_alias):
    alias = make_alias()
    page.goto("/console/activities/activity/")
    page.get_by_role("link", name="New mail").click()
    choose(page, alias=alias.pk, to="okapi", subject="Your parcel", text="Comes <b>tomorrow</b>.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#id_to_error")).to_be_visible()
    choose(page, to="chris@customers.test")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The mail is in the outbox")).to_be_visible()
    expect(page.get_by_text("Comes <b>tomorrow</b>.")).to_be_visible()
    expect(page.get_by_role("cell", name="To: chris@customers.test")).to_be_visible()
    assert Activity.objects.get().recipients.get().state == "queued"
