"""A program is blocked, held, restored and deleted in a real browser, by who may."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from attachments.models import BlockedAttachment
from departments.models import User
from tests.mailcenter.rows import attachment_rules, receive
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
    session,
)
from tests.stock import message

pytestmark = pytest.mark.browser

LIST = "/console/attachments/blockedattachment/"


@pytest.fixture
def blocked(root, make_alias) -> BlockedAttachment:
    activity = receive(make_alias(), message())
    return attachment_rules(root, activity, "gnu")[-1]


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


@pytest.mark.parametrize("verb", ["Restore", "Delete"])
def test_an_attachment_is_settled_with_a_reason(page: Page, blocked, verb: str):  # noqa: F811
    page.goto(f"{LIST}{blocked.pk}/change/")
    page.get_by_role("button", name=f"{verb}…").click()
    page.get_by_label("Reason").fill("looked at it")
    page.get_by_role("button", name=f"{verb} attachments").click()
    expect(page.get_by_text(f"1 attachment is {verb.lower()}d now.")).to_be_visible()
    page.goto(f"{LIST}{blocked.pk}/change/")
    expect(page.get_by_text("looked at it")).to_be_visible()
    expect(page.get_by_role("button", name=f"{verb}…")).to_have_count(0)


def test_who_may_only_look_is_offered_nothing(page: Page, blocked, live_server, root):  # noqa: F811
    auditor = User.objects.create_user("auditor", is_staff=True)
    auditor.groups.add(Group.objects.get(name="Auditor"))
    auditor.memberships.create(department=root)
    page.context.clear_cookies()
    page.context.add_cookies([session(auditor, live_server.url)])
    page.goto(f"{LIST}{blocked.pk}/change/")
    expect(page.get_by_role("heading", name="gnu.exe", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Restore…")).to_have_count(0)
    expect(page.get_by_role("link", name="Download")).to_have_count(0)
