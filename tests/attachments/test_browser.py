"""A program is blocked, held, restored and deleted in a real browser, by who may."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from activities.models import Activity
from attachments.models import BlockedExtension
from departments.models import User
from tests.attachments.samples import PROGRAM
from tests.mailcenter.rows import receive
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
    session,
)

pytestmark = pytest.mark.browser

LIST = "/console/attachments/blockedattachment/"


@pytest.fixture
def held(root, make_alias, mail) -> Activity:
    """A mail with two programs, as a rule has held them back."""
    BlockedExtension.objects.create(department=root, name="Programs", extension="exe")
    return receive(make_alias(), mail(good_exe=PROGRAM, bad_exe=PROGRAM + b"x"))


def test_a_file_is_tried_before_a_rule_is_made_and_after(page: Page, root):  # noqa: F811
    page.goto("/console/attachments/blockedextension/")
    page.get_by_role("link", name="Try a file").click()
    page.get_by_label("File name").fill("setup.exe")
    page.get_by_role("button", name="Try").click()
    expect(page.get_by_role("heading", name="passes")).to_be_visible()
    page.goto("/console/attachments/blockedextension/add/")
    page.get_by_label("Extension").fill("*.EXE")
    page.get_by_label("Name").fill("Programs")
    page.locator("#id_department").select_option(index=1)
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/console/attachments/blockedextension/try/")
    page.locator("#id_file").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(80)}
    )
    page.get_by_role("button", name="Try").click()
    expect(page.get_by_text("its content is a Windows program")).to_be_visible()


def become(page: Page, role: str, url: str, root) -> None:  # noqa: F811
    """Signs in as somebody of this role."""
    user = User.objects.create_user(role.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    user.memberships.create(department=root)
    page.context.clear_cookies()
    page.context.add_cookies([session(user, url)])


def settle(page: Page, verb: str, name: str) -> None:  # noqa: F811
    page.goto(LIST)
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name=f"{verb}…").click()
    page.get_by_label("Reason").fill("looked at it")
    page.get_by_role("button", name=f"{verb} attachments").click()
    expect(page.get_by_text(f"1 attachment is {verb.lower()}d now.")).to_be_visible()


def test_files_are_held_restored_and_deleted_by_an_operator(page: Page, held, live_server, root):  # noqa: F811
    become(page, "Operator", live_server.url, root)
    activity = f"/console/activities/activity/{held.pk}/change/"
    page.goto(activity)
    expect(page.get_by_text("Removed (quarantined)")).to_have_count(2)
    settle(page, "Restore", "good.exe")
    settle(page, "Delete", "bad.exe")
    page.goto(activity)
    expect(page.get_by_text("Removed (deleted)")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="good.exe").click()
    assert Path(download.value.path()).read_bytes() == PROGRAM
    page.goto(LIST)
    page.get_by_role("link", name="bad.exe").click()
    expect(page.get_by_text("Deleted by operator")).to_be_visible()
    expect(page.get_by_role("button", name="Restore…")).to_have_count(0)


def test_who_may_only_look_is_offered_nothing(page: Page, held, live_server, root):  # noqa: F811
    become(page, "Auditor", live_server.url, root)
    page.goto(f"/console/activities/activity/{held.pk}/change/")
    expect(page.get_by_text("Removed (quarantined)")).to_have_count(2)
    expect(page.get_by_role("link", name="good.exe")).to_have_count(0)
    page.goto(LIST)
    expect(page.locator("select[name='action'] option[value='restore_chosen']")).to_have_count(0)
    page.get_by_role("link", name="good.exe").click()
    expect(page.get_by_role("heading", name="good.exe", exact=True)).to_be_visible()
    for words in ("Restore…", "Delete…"):
        expect(page.get_by_role("button", name=words)).to_have_count(0)
    expect(page.get_by_role("link", name="Download")).to_have_count(0)
