"""The whole way in a browser: application, account, consent at the provider, callback, test."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from accounts.models import EmailAccount, Grant, OAuthApplication
from activities import queueing
from activities.models import Activity, Recipient
from aliases.jobs import Job
from aliases.models import Alias
from departments.models import Department, User
from tests.accounts import provider
from tests.accounts.filled import ACCOUNTS, APPLICATIONS, page_of
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    choose,
    chromium,
    complaints,
    session,
)
from tests.servers.issuer import Issuer
from tests.stock import dispatch_now, message, retrieve_now

pytestmark = [pytest.mark.browser, pytest.mark.real]


@pytest.fixture
def page(
    chromium: Browser,  # noqa: F811
    live_server,
    administrator: User,  # noqa: F811
    root: Department,
    complaints: list[str],  # noqa: F811
) -> Iterator[Page]:
    """As the console's own, but the browser believes the certificate of the test's provider."""

    def ours(one: ConsoleMessage) -> bool:
        """Not that the provider of the tests has no icon."""
        return one.type == "error" and one.location["url"].startswith(live_server.url)

    context = chromium.new_context(base_url=live_server.url, ignore_https_errors=True)
    context.add_cookies([session(administrator, live_server.url)])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda one: complaints.append(one.text) if ours(one) else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def application(issuer: Issuer, root, dovecot, postfix) -> OAuthApplication:
    return provider.at(
        issuer,
        root,
        imap_host="localhost",
        imap_port=dovecot.port["imaps"],
        imap_encryption="tls",
        smtp_host="localhost",
        smtp_port=postfix.port["submission"],
        smtp_encryption="starttls",
    )


@pytest.fixture
def account(application, root, mailbox: str) -> EmailAccount:
    return EmailAccount.objects.create(
        department=root, name="Support", application=application, address=mailbox
    )


def test_an_account_is_made_signed_in_and_tested(page: Page, application, mailbox) -> None:
    page.goto(f"{ACCOUNTS}add/")
    page.select_option("#id_department", label="Company")
    page.select_option("#id_application", label="Mail")
    choose(page, name="Support", address=mailbox)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("button", name=re.compile("^Sign in at")).click()
    expect(page.get_by_label("Address")).to_have_value(mailbox)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text(f"is signed in as {mailbox}")).to_be_visible()
    assert "code=" not in page.url
    page.get_by_role("button", name="Test connection").click()
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_have_text("Connection established successfully", timeout=30_000)
    assert Grant.objects.get().identity == mailbox


def apart(work: Callable[[Alias], Job], alias: Alias) -> Job:
    """In a thread of its own: the browser's has an event loop, and sending needs one as well."""

    def run() -> Job:
        try:
            return work(alias)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


@pytest.mark.parametrize("server_type", ["imap", "pop3"])
def test_from_the_sign_in_to_mail_in_and_out(
    page: Page, account, mailbox, dovecot, server_type
) -> None:
    fields = {"pop3_host": "localhost", "pop3_encryption": "tls"}
    OAuthApplication.objects.update(pop3_port=dovecot.port["pop3s"], **fields)
    EmailAccount.objects.update(server_type=server_type)
    page.goto(page_of(account, "sign-in/"))
    page.get_by_role("button", name=re.compile("^Sign in at")).click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text(f"is signed in as {mailbox}")).to_be_visible()
    page.goto(f"/console/aliases/alias/account/{account.pk}/")
    page.locator("form:has(button[value=new]) input[name=name]").fill("Support")
    page.locator("form:has(button[value=new]) input[name=address]").fill(mailbox)
    page.locator("button[value=new]").click()
    expect(page.get_by_role("row", name=re.compile(mailbox))).to_be_visible(timeout=30_000)
    Alias.objects.update(backlog="everything", status="active")
    alias = Alias.objects.get()
    dovecot.append(mailbox, [message("by token")])
    assert retrieve_now(alias).error == ""
    assert Activity.objects.get().subject == "by token"
    queueing.queue(queueing.Draft("out", "text", [mailbox]), alias)
    assert apart(dispatch_now, alias).error == ""
    assert Recipient.objects.get().state == "sent"


def test_the_code_is_pasted_by_hand(page: Page, account, issuer) -> None:
    page.goto(page_of(account, "sign-in/"))
    page.get_by_role("button", name="Sign in by copying the code").click()
    link = page.get_by_role("link", name=re.compile("^Open")).get_attribute("href")
    page.get_by_label("Code, or the whole address").fill(issuer.consent(link, account.address))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("is signed in as")).to_be_visible()


def test_the_page_shows_the_guide_of_the_chosen_provider(page: Page) -> None:
    page.goto(f"{APPLICATIONS}add/")
    shown = page.locator("[data-guide]:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Microsoft 365, Worldwide")
    choose(page, cloud="china")
    expect(shown).to_contain_text("Microsoft 365, China")
    choose(page, provider="google-service-account")
    expect(shown).to_contain_text("Google service account")
    expect(page.locator("#id_client_id")).to_be_hidden()
    expect(page.locator("#id_typed_key_file")).to_be_visible()


def test_a_wrong_secret_leads_to_its_field(page: Page, application) -> None:
    page.goto(page_of(application))
    choose(page, typed_secret="not this one")
    page.get_by_role("button", name="Verify application").click()
    page.get_by_role("button", name="Go to “Client secret").click()
    expect(page.locator("#id_typed_secret")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit_the_window(page: Page, account, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    aliases = f"/console/aliases/alias/account/{account.pk}/"
    own = [page_of(account, tail) for tail in ("change/", "sign-in/")]
    for place in (*own, page_of(account.application), aliases):
        page.goto(place)
        assert page.evaluate(wide) <= 0, place
