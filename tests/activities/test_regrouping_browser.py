"""Cases split and merged in a real browser, by keyboard, on a telephone in the dark as well."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from activities.models import Activity, Case
from tests.mailcenter.rows import receive
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
)
from tests.stock import message

pytestmark = pytest.mark.browser


def serious(page: Page) -> list[str]:  # noqa: F811
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 380)])
def test_two_cases_are_merged_from_the_list(page: Page, make_alias, scheme, width):  # noqa: F811
    alias = make_alias("support@lab.test")
    first, second = receive(alias, message("One")), receive(alias, message("Two"))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/console/activities/activity/")
    for one in (first, second):
        page.locator(f'input[name="_selected_action"][value="{one.pk}"]').check()
    page.locator('select[name="action"]').select_option("merge_cases")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("the oldest of them")).to_be_visible()
    assert serious(page) == []
    page.get_by_label("Reason for this change").fill("The same parcel.")
    page.get_by_role("button", name="Merge cases").press("Enter")
    expect(page.get_by_text("The same parcel.").first).to_be_visible()
    assert {one.case for one in Activity.objects.all()} == {first.case}
    assert Case.objects.get(pk=second.case_id).merged_into == first.case
