"""What axe finds on the pages of the console: nothing serious, light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from aliases.wizard.drafts import AliasDraft
from tests.mailcenter.rows import attachment_rules, email_account, people, receive, trouble
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
)
from tests.stock import message

pytestmark = pytest.mark.browser

LOOKS = {
    "light and wide": ("light", 1280),
    "dark and narrow": ("dark", 380),
}
# Colours that are half way to others would be judged as such.
SETTLED = """() => document.readyState === "complete"
    && !document.querySelector("[x-cloak]")
    && document.getAnimations().every(one => !(one instanceof CSSTransition))"""
PAGES = [
    "/console/",
    "/console/aliases/alias/",
    "/console/aliases/alias/{alias}/change/",
    "/console/aliases/alias/{alias}/history/",
    "/console/aliases/alias/{alias}/delete/",
    "/console/aliases/alias/wizard/{draft}/general/",
    "/console/aliases/alias/wizard/{draft}/servers/",
    "/console/aliases/alias/wizard/{draft}/summary/",
    "/console/aliases/serviceinstance/",
    "/console/aliases/serviceinstance/{instance}/change/",
    "/console/aliases/job/",
    "/console/workers/node/",
    "/console/activities/activity/",
    "/console/activities/activity/{activity}/change/",
    "/console/activities/activity/{activity}/reply/",
    "/console/activities/activity/{activity}/forward/",
    "/console/activities/activity/{activity}/redirect/",
    "/console/activities/activity/unsent/",
    "/console/activities/recipient/",
    "/console/activities/failedmessage/",
    "/console/activities/activity/trace/",
    "/console/activities/exceptionactivity/",
    "/console/activities/workflow/",
    "/console/activities/workflow/add/",
    "/console/activities/acknowledgementtext/add/",
    "/console/exceptions/deliveryexception/",
    "/console/exceptions/deliveryexception/add/",
    "/console/exceptions/deliveryexception/try/",
    "/console/exceptions/suppression/",
    "/console/exceptions/optout/",
    "/console/exceptions/optout/add/",
    "/console/departments/partition/{partition}/change/",
    "/console/departments/department/",
    "/console/departments/department/deleted/",
    "/console/departments/trial/",
    "/console/departments/maskingpattern/",
    "/console/departments/maskingpattern/add/?ready=cards",
    "/console/departments/team/add/",
    "/console/departments/user/",
    "/console/aliases/incident/",
    "/console/aliases/incident/{incident}/change/",
    "/console/aliases/monitor/{monitor}/change/",
    "/console/aliases/maintenance/add/",
    "/console/accounts/oauthapplication/",
    "/console/accounts/oauthapplication/{application}/change/",
    "/console/accounts/emailaccount/",
    "/console/accounts/emailaccount/{account}/change/",
    "/console/accounts/emailaccount/{account}/sign-in/",
    "/console/aliases/alias/account/{account}/",
    "/console/attachments/blockedattachment/",
    "/console/attachments/blockedattachment/{blocked}/change/",
    "/console/attachments/blockedextension/",
    "/console/attachments/blockedextension/add/",
    "/console/attachments/blockedextension/try/",
    "/console/attachments/departmentsettings/add/",
    "/console/attachments/partitionrule/",
    "/console/contacts/person/",
    "/console/contacts/person/{person}/change/",
    "/console/contacts/person/import/",
    "/console/contacts/person/import/{upload}/",
    "/console/contacts/directory/",
    "/console/contacts/directory/{directory}/change/",
    "/console/help/aliases/",
]


@pytest.fixture
def ids(root, make_alias, administrator) -> dict[str, int]:  # noqa: F811
    alias = make_alias("support@lab.test")
    values = {"name": "New", "address": "new@lab.test"}
    application, account = email_account(root, "lab")
    draft = AliasDraft.objects.create(owner=administrator, department=root, values=values)
    monitor, incident, *_ = trouble(alias, "camel")
    activity = receive(alias, message())
    directory, person, _, upload = people(root, alias, administrator, "okapi")
    return {
        "directory": directory.pk,
        "person": person.pk,
        "upload": upload.pk,
        "blocked": attachment_rules(root, activity, "gnu")[-1].pk,
        "alias": alias.pk,
        "monitor": monitor.pk,
        "incident": incident.pk,
        "instance": alias.retriever_id,
        "application": application.pk,
        "account": account.pk,
        "draft": draft.pk,
        "activity": activity.pk,
        "partition": root.partition_id,
    }


def serious(page: Page, look: str) -> list[str]:  # noqa: F811
    """What axe finds on the page that is open, with the look."""
    scheme, width = LOOKS[look]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate("theme => Alpine.$data(document.documentElement).switchTheme(theme)", scheme)
    expect(page.locator(f"html.{scheme}")).to_have_count(1)
    page.wait_for_function(SETTLED)
    return [
        f"{look}: {one['id']}: {one['nodes'][0]['html'][:150]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("half", [0, 1])
def test_axe_finds_nothing_serious(page: Page, ids, half) -> None:  # noqa: F811
    found = {}
    for address in PAGES[half::2]:
        page.goto(address.format(**ids))
        found[address] = [one for look in LOOKS for one in serious(page, look)]
    assert {address: words for address, words in found.items() if words} == {}
