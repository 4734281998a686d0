"""Contacts and directory servers in a real browser, by keyboard, on a telephone in the dark as well."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from contacts.models import Directory, Person
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
)
from tests.servers.slapd import PEOPLE, SUFFIX, Slapd

pytestmark = [pytest.mark.browser, pytest.mark.real]


def serious(page: Page) -> list[str]:  # noqa: F811
    found = Axe().run(page).response["violations"]
    bad = [one for one in found if one["impact"] in {"serious", "critical"}]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in bad]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 380)])
def test_a_server_is_made_by_browsing_it(
    page: Page,  # noqa: F811
    root,
    directory_server: Slapd,
    scheme: str,
    width: int,
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/console/contacts/directory/add/")
    page.locator("#id_department").select_option(str(root.pk))
    page.locator("#id_name").fill("Staff")
    page.locator("#id_host").fill("127.0.0.1")
    page.locator("#id_encryption").select_option("none")
    expect(page.locator("#id_port")).to_have_value("389")
    page.locator("#id_port").fill(str(directory_server.port["ldap"]))
    page.get_by_role("button", name="Open").press("Enter")
    for dn in (SUFFIX, PEOPLE, f"uid=p1,{PEOPLE}"):
        page.get_by_role("button", name=dn, exact=True).press("Enter")
    page.get_by_label("What sn becomes").select_option("name")
    expect(page.locator("#id_name_attribute")).to_have_value("sn")
    page.get_by_role("button", name="Up").press("Enter")
    expect(page.get_by_role("button", name=f"uid=p2,{PEOPLE}", exact=True)).to_be_visible()
    page.get_by_role("button", name="Search below this entry").press("Enter")
    expect(page.locator("#id_base")).to_have_value(PEOPLE)
    page.get_by_label("Address to look for").fill("p7@people.test")
    page.get_by_role("button", name="Test", exact=True).press("Enter")
    expect(page.get_by_text("name: Number 7")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.wait_for_url("**/directory/")
    assert Directory.objects.get().base == PEOPLE


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 380)])
def test_two_contacts_become_one_and_two_again(page: Page, make_person, scheme, width):  # noqa: F811
    kept, gone = make_person("Anna", "anna@a.test"), make_person("A. Smith", "smith@a.test")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/console/contacts/person/")
    for one in (kept, gone):
        page.locator(f'input[name="_selected_action"][value="{one.pk}"]').check()
    page.locator('select[name="action"]').select_option("merge")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_label("Which stays")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Merge", exact=True).press("Enter")
    undo = page.get_by_role("button", name="Undo the merge of A. Smith")
    expect(undo).to_be_visible()
    assert serious(page) == []
    undo.press("Enter")
    expect(page.get_by_text("stands alone again")).to_be_visible()
    assert Person.objects.present().count() == 2
