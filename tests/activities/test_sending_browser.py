"""The sending list in a real browser: hold, cancel, give to another alias, send once more; with axe."""

import threading

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from activities import queueing
from activities.models import Handled, Recipient
from aliases.models import Alias
from tests.activities.test_exceptions_browser import look, serious
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    choose,
    chromium,
    complaints,
    page,
)
from tests.servers.ports import wait_until
from tests.stock import dispatch_now

pytestmark = [pytest.mark.browser, pytest.mark.real]

LIST = "/console/activities/recipient/"


def waiting(alias: Alias, address: str, state: str = "queued", answer: str = "") -> Recipient:
    mail = queueing.queue(queueing.Draft(f"For {address}", "x", [address]), alias)
    gone = {"next_try_at": None} if state == "failed" else {}
    mail.recipients.update(state=state, answer=answer, **gone)
    return mail.recipients.get()


def dispatched(alias: Alias) -> None:
    """In a thread: Playwright's own runs an event loop."""

    def work() -> None:
        try:
            dispatch_now(alias)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def act(page: Page, title: str, *addresses: str) -> None:  # noqa: F811
    """Chooses rows and an action in the list."""
    page.goto(LIST)
    for address in addresses:
        page.get_by_role("row").filter(has_text=address).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option(label=title)
    page.get_by_role("button", name="Run", exact=True).click()


def test_people_hold_cancel_redirect_and_retry(page: Page, make_alias, sending_alias, dovecot):  # noqa: F811
    old, to = make_alias("old@lab.test", name="Old desk"), dovecot.mailbox()
    stay, never = waiting(old, "stay@x.test"), waiting(old, "never@x.test")
    refused = waiting(old, to, "failed", "550 5.7.1 relaying denied")

    act(page, "Hold…", "stay@x.test", "never@x.test", to)
    expect(page.get_by_role("status")).to_contain_text("2 of 3.")
    assert serious(page) == []
    page.get_by_label("Reason").fill("Wait for the lawyer.")
    page.get_by_role("button", name="Hold (2 of 3)").press("Enter")
    expect(page.get_by_text("2 recipients: held.")).to_be_visible()
    assert serious(page) == []

    page.goto(f"{LIST}{never.pk}/change/")
    expect(page.locator("#fate")).to_contain_text("It waits for a person")
    page.get_by_role("button", name="Cancel…").press("Enter")
    page.get_by_role("button", name="Cancel (1 of 1)").press("Enter")
    expect(page.get_by_text("Say why")).to_be_visible()
    page.get_by_label("Reason").fill("The order was cancelled.")
    page.get_by_role("button", name="Cancel (1 of 1)").press("Enter")
    expect(page.locator("#fate")).to_contain_text("never@x.test: Cancelled")

    look(page, "dark", 380)
    page.goto(f"{LIST}{refused.pk}/change/")
    page.get_by_role("button", name="Send by another alias…").press("Enter")
    choose(page, alias=sending_alias.pk)
    page.get_by_role("button", name="Preview").press("Enter")
    expect(page.get_by_text("The Message-ID stays")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Send by another alias (1 of 1)").press("Enter")
    expect(page.locator("#fate")).to_contain_text("Waiting")
    dispatched(sending_alias)
    expect(page.locator("#fate")).to_contain_text(f"{to}: Sent", timeout=20_000)
    assert serious(page) == []
    wait_until(lambda: dovecot.count(to) == 1)
    assert f"<{sending_alias.address}>".encode() in dovecot.messages(to)[0]

    page.goto(f"{LIST}{stay.pk}/change/")
    page.get_by_role("button", name="Send once more…").press("Enter")
    page.get_by_role("button", name="Send once more (1 of 1)").press("Enter")
    expect(page.locator("#fate")).to_contain_text("stay@x.test: Waiting")
    deeds = Handled.objects.order_by("pk").values_list("what", flat=True)
    assert list(deeds) == ["hold", "hold", "cancel", "other", "retry"]
