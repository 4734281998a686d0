"""The organisation in a real browser: completion of addresses, ports, reasons, and the banner."""

import pytest
from playwright.sync_api import Page, expect

from departments import guard
from departments.models import Department, Partition
from tests.departments.pages import change, history
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
    tab,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def company(root: Department) -> Partition:
    root.partition.company_domain = "lab.test"
    root.partition.save()
    return root.partition


def test_a_bare_name_is_completed_when_its_field_is_left(page: Page, company):  # noqa: F811
    page.goto(change(company))
    tab(page, "System mail")
    page.get_by_label("Default To").fill("office")
    page.get_by_label("Default From").fill("me@other.test")
    page.get_by_label("Default From").blur()
    expect(page.get_by_label("Default To")).to_have_value("office@lab.test")
    expect(page.get_by_label("Default From")).to_have_value("me@other.test")


def test_the_port_of_the_default_server_follows_encryption(page: Page, company):  # noqa: F811
    page.goto(change(company))
    tab(page, "Default SMTP server")
    page.locator("#id_outgoing_encryption").select_option("tls")
    expect(page.locator("#id_outgoing_port")).to_have_value("465")


def test_the_password_is_asked_where_the_server_authenticates(page: Page, company):  # noqa: F811
    page.goto(change(company))
    tab(page, "Default SMTP server")
    page.locator("#id_outgoing_protocol").select_option("smtp")
    expect(page.locator("#id_outgoing_secret")).to_be_hidden()
    page.locator("#id_outgoing_protocol").select_option("esmtp")
    expect(page.locator("#id_outgoing_secret")).to_be_visible()


def test_a_change_with_its_reason_is_read_in_the_history_and_taken_back(page: Page, root):  # noqa: F811
    root.partition.requires_reason = True
    root.partition.save()
    sales = Department.objects.create(partition=root.partition, parent=root, name="sales")
    page.goto(change(sales))
    page.get_by_label("Name").fill("trade")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("asks for the reason")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("trade")
    page.get_by_label("Reason for this change").fill("A new name")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(history(sales))
    expect(page.get_by_text("Reason: A new name")).to_be_visible()
    page.get_by_role("link", name="Look at this version").last.click()
    page.get_by_label("Reason for this change").fill("The old one was better")
    page.get_by_role("button", name="Return to this version").click()
    expect(page.get_by_label("Name")).to_have_value("sales")


def test_the_banner_of_a_copy_is_ended_by_its_button(page: Page, company, settings):  # noqa: F811
    settings.INSTALLATION = "here"
    guard.remember()
    settings.INSTALLATION = "there"
    guard.forget()
    page.goto("/console/aliases/alias/")
    page.get_by_role("button", name="This is production").click()
    expect(page.get_by_text("This is the production system now")).to_be_visible()
    expect(page.get_by_text("This is a copy")).to_have_count(0)
    guard.forget()


@pytest.mark.parametrize("width", [375, 1280])
def test_no_page_of_the_organisation_is_wider_than_the_screen(page: Page, company, width):  # noqa: F811
    page.set_viewport_size({"width": width, "height": 800})
    company.name = "Renamed " + "x" * 80
    company.save()
    first = company.history.earliest().pk
    for url in (change(company), history(company), history(company, first)):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
