"""A new person's way through workflows in a real browser: write, try, publish, and return."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from activities.models import Activity, Workflow
from activities.workflows import publishing
from tests.activities.workflows import making
from tests.activities.workflows.samples import rule, subject
from tests.activities.workflows.test_applying import now_dated
from tests.mailcenter.rows import receive
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
)

pytestmark = pytest.mark.browser

LIST = "/console/activities/workflow/"


@pytest.fixture
def alias(make_alias):
    made = make_alias("support@lab.test")
    making.queue(made)
    return made


def accessible(page: Page) -> None:  # noqa: F811
    found = Axe().run(page).response["violations"]
    serious = [
        (one["id"], one["nodes"][0]["html"][:200])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_invoices_go_to_billing_are_acknowledged_once_and_go_back(page: Page, alias, root):  # noqa: F811
    page.goto("/console/activities/acknowledgementtext/add/")
    page.locator("#id_department").select_option(str(root.pk))
    page.locator("#id_name").fill("Received")
    page.locator("#id_text").fill("Dear {name}, we have it.")
    page.get_by_role("button", name="Save", exact=True).click()
    write(page, alias)
    look(page, alias)
    first = receive(alias, now_dated("Invoice 1"))
    receive(alias, now_dated("Invoice 2"))
    assert first.queue.name == "Billing"
    assert [one.text for one in Activity.objects.filter(automatic=True)] == [
        "Dear Chris Customer, we have it."
    ]
    page.goto(f"/console/activities/activity/{first.pk}/change/")
    expect(page.get_by_text("Subject contains “invoice”: Invoice 1")).to_be_visible()
    undo(page, alias)


def write(page: Page, alias) -> None:  # noqa: F811
    """With the keyboard alone where rules are written."""
    page.goto(f"{LIST}add/")
    page.locator("#id_department").select_option(str(alias.department_id))
    page.locator("#id_name").fill("Invoices")
    page.locator("#id_shared").check()
    page.get_by_role("button", name="Save", exact=True).click()
    publish(page, "The beginning", 1)
    page.get_by_role("button", name="Add a rule").press("Enter")
    page.keyboard.type("To billing")
    page.get_by_role("textbox", name="Rule 1, when, condition 1: Value").fill("invoice")
    page.get_by_label("Rule 1, action 1: Queue").select_option(label="Billing")
    page.get_by_role("button", name="Rule 1: add an action").press("Enter")
    page.get_by_label("Rule 1, action 2", exact=True).select_option("acknowledge")
    page.get_by_role("button", name="Save draft").press("Enter")
    expect(page.get_by_text("1 thing has to be mended")).to_be_visible()
    expect(page.get_by_text("Choose one.")).to_be_visible()
    assert page.locator("[aria-invalid]").evaluate("one => one === document.activeElement")
    accessible(page)
    page.get_by_label("Rule 1, action 2: Text").select_option("Received")
    page.get_by_role("button", name="Save draft").press("Enter")
    expect(page.get_by_text("It decides nothing until it is published")).to_be_visible()


def publish(page: Page, reason: str, number: int) -> None:  # noqa: F811
    page.get_by_label("Reason for this change").fill(reason)
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_text(f"Version {number} runs from the next messages on")).to_be_visible()


def look(page: Page, alias) -> None:  # noqa: F811
    """Tries the draft on what came before, then publishes it."""
    receive(alias, now_dated("Invoice 0"))
    receive(alias, now_dated("A parcel"))
    page.get_by_role("link", name="Try it").click()
    page.locator("#id_alias").select_option(str(alias.pk))
    page.get_by_role("button", name="Try the last 500 messages of the alias").click()
    expect(page.get_by_text("2 of 2 messages tried: 1 otherwise than it was.")).to_be_visible()
    expect(page.get_by_text("Queue: was the usual one, would be Billing")).to_be_visible()
    page.get_by_label("Only differences").check()
    expect(page.get_by_role("link", name="A parcel")).to_be_hidden()
    accessible(page)
    page.get_by_role("link", name="Rules", exact=True).click()
    publish(page, "Invoices are for billing", 2)


def undo(page: Page, alias) -> None:  # noqa: F811
    page.goto(LIST)
    page.get_by_role("link", name="Invoices").click()
    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_text("Reason: Invoices are for billing")).to_be_visible()
    accessible(page)
    page.get_by_label("Reason for returning").fill("Billing is on holiday")
    page.get_by_role("button", name="Return to version 1").click()
    expect(page.get_by_text("The rules of version 1 run again, as version 3.")).to_be_visible()
    assert receive(alias, now_dated("Invoice 3")).queue.is_default


def test_rules_are_ordered_and_grouped_by_keyboard_on_a_phone(page: Page, alias):  # noqa: F811
    page.set_viewport_size({"width": 380, "height": 800})
    page.emulate_media(color_scheme="dark")
    flow = Workflow.objects.create(department=alias.department, name="Flow")
    rules = [rule(subject(one), name=one) for one in ("one", "two", "three")]
    publishing.save_draft(flow, rules, opened=0)
    page.goto(f"{LIST}{flow.pk}/rules/")
    page.get_by_role("button", name="Rule 3: up").press("Enter")
    expect(page.get_by_text("The rule is number 2 of 3 now.")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_label("Rule 3: name").press("Alt+ArrowUp")
    page.get_by_role("button", name="Remove rule 3", exact=True).press("Enter")
    page.get_by_role("button", name="Rule 1, when: add a group").press("Enter")
    page.get_by_label("Rule 1, when, group 2, condition 1", exact=True).select_option("from")
    page.get_by_role("textbox", name="Rule 1, when, group 2, condition 1: Value").fill("a@b.test")
    page.get_by_role("button", name="Remove Rule 1, when, condition 1", exact=True).press("Enter")
    accessible(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    flow.refresh_from_db()
    assert [one["name"] for one in flow.draft] == ["three", "two"]
    group = {"kind": "any", "of": [{"kind": "from", "operator": "is", "value": "a@b.test"}]}
    assert flow.draft[0]["when"]["of"] == [group]
