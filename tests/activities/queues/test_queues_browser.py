"""Two people work on one queue in real browsers: take, return, transfer, close; with axe."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from activities.models import Activity, Queue
from activities.queues import making
from departments.models import Department
from tests.activities.queues.people import worker
from tests.mailcenter.rows import receive
from tests.mailcenter.test_browser import chromium, session  # noqa: F401  # fixtures
from tests.stock import message

pytestmark = pytest.mark.browser


@pytest.fixture
def people(
    plain_static,
    transactional_db,
    root: Department,
    chromium: Browser,  # noqa: F811
    live_server,
) -> Iterator[tuple[Page, Page]]:
    """Ann at a desk, and Bob with a telephone in the dark."""
    looks = [("ann", "light", 1280), ("bob", "dark", 380)]
    opened = []
    for name, scheme, width in looks:
        context = chromium.new_context(
            base_url=live_server.url,
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": 900},
        )
        context.add_cookies([session(worker(name, root), live_server.url)])
        page = context.new_page()
        page.set_default_timeout(20_000)
        opened.append(page)
    yield opened[0], opened[1]
    for page in opened:
        page.context.close()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")


def test_two_people_take_return_transfer_and_close(people, make_alias, root: Department):
    ann, bob = people
    alias = make_alias("support@lab.test")
    parcel, invoice = receive(alias, message("A parcel")), receive(alias, message("An invoice"))
    Queue.objects.create(department=root, name="Billing")
    incoming, _ = making.of(root.pk)

    ann.goto("/console/activities/queue/")
    assert serious(ann) == []
    ann.get_by_role("link", name="Incoming: 2 waiting").press("Enter")
    expect(ann.get_by_text("An invoice")).to_be_visible()
    assert serious(ann) == []
    press(ann, "Take the next")
    expect(ann.locator("#queue")).to_contain_text("Taken by")
    expect(ann.locator("#queue")).to_contain_text("ann")
    assert serious(ann) == []

    bob.goto(f"/console/activities/activity/{parcel.pk}/change/")
    expect(bob.locator("#queue")).to_contain_text("ann")
    expect(bob.get_by_role("button", name="Take", exact=True)).to_have_count(0)
    ann.get_by_label("Note", exact=True).fill("Bob knows parcels.")
    press(ann, "Return")
    expect(ann.get_by_text("It waits in its queue again.")).to_be_visible()

    bob.reload()
    expect(bob.locator("#queue")).to_contain_text("Bob knows parcels.")
    press(bob, "Take")
    expect(bob.get_by_text("It is yours now.")).to_be_visible()
    assert serious(bob) == []
    press(bob, "Close")
    expect(bob.get_by_text("It is closed.")).to_be_visible()

    ann.goto(f"/console/activities/activity/{invoice.pk}/change/")
    ann.get_by_label("To another queue").select_option(label="Billing (Company)")
    press(ann, "Transfer")
    expect(ann.get_by_text("It went to Billing")).to_be_visible()
    parcel.refresh_from_db()
    invoice.refresh_from_db()
    assert (parcel.taken_by.username, bool(parcel.closed_at)) == ("bob", True)
    assert invoice.queue.name == "Billing"
    assert not Activity.objects.filter(queue=incoming, closed_at=None).exists()
