"""The preview of a masking pattern in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [380, 1280])
def test_a_ready_made_pattern_is_tried_and_switched_on_by_keyboard(page: Page, root, width):  # noqa: F811
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/console/departments/maskingpattern/")
    page.get_by_role("link", name="Switch on: Card numbers").press("Enter")
    page.get_by_label("Sample text").fill("<script>alert(1)</script> 4111 1111 1111 1111")
    page.get_by_role("button", name="Show what is masked").press("Enter")
    expect(page.get_by_text("**** **** **** 1111")).to_be_visible()
    expect(page.get_by_text("1 found.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#id_partition").select_option(str(root.partition_id))
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.locator("#result_list").get_by_role("link", name="Card numbers")).to_be_visible()
