"""What an administrator does with aliases, teams and departments, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from aliases.models import Alias
from departments.models import Department, Team
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    choose,
    chromium,
    complaints,
    page,
    tab,
)

pytestmark = pytest.mark.browser


def change(alias: Alias) -> str:
    return f"/console/aliases/alias/{alias.pk}/change/"


def save(page: Page) -> None:  # noqa: F811
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_department_and_its_team_are_made(page: Page, root, make_alias):  # noqa: F811
    make_alias("support@lab.test", name="Support", is_default=True)
    page.goto("/console/departments/department/add/")
    page.locator("#id_partition").select_option(label="Company")
    page.locator("#id_parent").select_option(label="Company")
    choose(page, name="Sales")
    save(page)
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.goto("/console/departments/team/add/")
    page.locator("#id_department").select_option(label="Company")
    choose(page, name="First line")
    save(page)
    expect(page.get_by_text("No outgoing alias").first).to_be_visible()
    assert Department.objects.filter(parent=root, name="Sales").exists()
    assert Team.objects.get().name == "First line"


def test_an_alias_is_made_like_another_one(page: Page, make_alias):  # noqa: F811
    source = make_alias("support@lab.test", interval_seconds=300, outgoing_timeout=45)
    page.goto(change(source))
    page.get_by_role("link", name="Create as").click()
    expect(page.locator("#id_address")).to_have_value("")
    choose(page, name="Sales", address="sales@lab.test")
    tab(page, "Incoming")
    expect(page.locator("#id_interval_seconds")).to_have_value("300")
    choose(page, incoming_user="sales", incoming_secret="pw", incoming_secret_again="pw")
    save(page)
    expect(page.get_by_text("was added successfully")).to_be_visible()
    made = Alias.objects.get(address="sales@lab.test")
    assert (made.interval_seconds, made.outgoing_timeout) == (300, 45)
    assert made.incoming_password.reveal() == "pw"


def test_another_alias_becomes_the_default(page: Page, make_alias):  # noqa: F811
    former = make_alias("support@lab.test", is_default=True)
    coming = make_alias("sales@lab.test")
    page.goto(change(coming))
    page.locator("#id_is_default").press("Space")
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    former.refresh_from_db()
    coming.refresh_from_db()
    assert (former.is_default, coming.is_default) == (False, True)


def test_a_refused_deletion_shows_the_way_out(page: Page, root, make_alias):  # noqa: F811
    needed = make_alias("support@lab.test", name="Support", is_default=True)
    other = make_alias("sales@lab.test", name="Sales")
    team = Team.objects.create(department=root, name="First line", incoming_alias=needed)
    page.goto(f"/console/aliases/alias/{needed.pk}/delete/")
    expect(page.get_by_text("cannot be deleted yet")).to_be_visible()
    obstacles = page.get_by_role("region", name="What stands in the way")
    expect(obstacles).to_contain_text("First line")
    assert obstacles.locator("li a").count() == 2
    Team.objects.filter(pk=team.pk).update(incoming_alias=other)
    page.goto(change(other))
    page.locator("#id_is_default").press("Space")
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.goto(f"/console/aliases/alias/{needed.pk}/delete/")
    page.get_by_role("button", name="Unassign").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("link", name="Sales")).to_be_visible()
    needed.refresh_from_db()
    assert needed.deleted_at is not None
