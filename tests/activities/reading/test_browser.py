"""A hostile mail in a real browser: nothing runs, and a listening server is asked for nothing."""

import socketserver
import threading
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from activities import queueing
from activities.models import Activity, Attempt, RecipientState
from attachments.models import BlockedAttachment, BlockedExtension, DepartmentSettings
from tests.activities.reading.hostile import hostile
from tests.activities.reading.mails import PNG, with_html
from tests.mailcenter.rows import receive, store
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
)
from wire.compose import File

pytestmark = pytest.mark.browser
LIST = "/console/activities/activity/"


class Home(socketserver.ThreadingTCPServer):
    """Counts who connects; whatever they say."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.callers: list[object] = []

    def process_request(self, request, client_address) -> None:
        self.callers.append(client_address)
        super().process_request(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def home() -> Iterator[Home]:
    with Home() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def evil(make_alias, home: Home) -> Activity:
    return receive(make_alias("support@lab.test"), hostile(home.url))


def settled(page: Page) -> None:  # noqa: F811
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


def unfolded(page: Page) -> None:  # noqa: F811
    for summary in page.locator("details.mc-quoted summary").all():
        summary.click()
    settled(page)


def test_the_server_would_notice(page: Page, home: Home):  # noqa: F811
    page.context.new_page().set_content(f"<img src='{home.url}/x'>")
    settled(page)
    assert home.callers


def test_a_hostile_mail_runs_and_fetches_nothing(page: Page, evil, home: Home):  # noqa: F811
    place = f"{LIST}{evil.pk}/"
    for tail in ("headers/", "reply/", "html/", "change/"):
        page.goto(place + tail)
        settled(page)
        assert "ran" not in page.title().split()
    unfolded(page)
    frame = page.frame_locator("iframe.mc-frame")
    expect(frame.get_by_text("the words")).to_be_visible()
    assert frame.locator("[src], script, style ~ style, svg, form, iframe, input").count() == 0
    assert home.callers == []


def test_links_in_a_hostile_mail_open_nothing(page: Page, evil, home: Home, complaints):  # noqa: F811
    page.goto(f"{LIST}{evil.pk}/change/")
    unfolded(page)
    frame = page.frame_locator("iframe.mc-frame")
    for words in ("script", "out"):
        frame.get_by_text(words, exact=True).click()
    settled(page)
    assert len(page.context.pages) == 1
    expect(frame.get_by_text("the words")).to_be_visible()
    assert home.callers == []
    # The browser says that it opened no window.
    complaints[:] = [one for one in complaints if "allow-popups" not in one]


def test_lists_and_answers_of_servers_run_nothing(page: Page, evil, home: Home):  # noqa: F811
    script = f"<script>fetch('{home.url}')</script><img src={home.url}>"
    sent = queueing.queue(queueing.Draft(script, script, ["a@b.test"]), evil.alias)
    sent.recipients.update(state=RecipientState.FAILED, answer=f"550 {script}", next_try_at=None)
    failed = store(evil.alias, hostile(home.url) + b"x", state="failed", reason=script)
    places = [LIST, f"{LIST}{sent.pk}/change/", "/console/activities/recipient/"]
    places += ["/console/activities/failedmessage/", "/console/"]
    places.append(f"/console/activities/failedmessage/{failed.pk}/change/")
    for place in places:
        page.goto(place)
        settled(page)
    assert home.callers == []


def test_nothing_that_names_a_hostile_mail_runs_anything(page: Page, make_alias, root, home: Home):  # noqa: F811
    """Blocked files, files of ours, answers of servers, the trace, and the pages that ask first."""
    script = f"<script>fetch('{home.url}')</script><img src={home.url}>"
    for one in ("svg", "html"):
        BlockedExtension.objects.create(department=root, name=script, extension=one)
    DepartmentSettings.objects.create(department=root, scan="both")
    evil = receive(make_alias("support@lab.test"), hostile(home.url))
    some = [File(f"{script}.txt", script, b"x"), File(f"{script}.svg", "image/svg+xml", b"<svg>")]
    draft = queueing.Draft(script, script, ["a@b.test"], files=some)
    sent = queueing.queue(draft, evil.alias)
    sent.recipients.update(state=RecipientState.FAILED, answer=f"550 {script}", next_try_at=None)
    recipient = sent.recipients.get()
    now = timezone.now()
    facts = {"server": script, "answer": script, "outcome": "failed", "begun_at": now}
    Attempt.objects.create(recipient=recipient, number=1, **facts)
    store(evil.alias, hostile(home.url) + b"x", state="failed", reason=script)
    places = [f"{LIST}{one.pk}/change/" for one in (evil, sent)]
    places += [f"/console/activities/recipient/{recipient.pk}/change/"]
    places += ["/console/attachments/blockedattachment/", "/console/attachments/blockedextension/"]
    blocked = BlockedAttachment.objects.order_by("pk")
    assert {one.direction for one in blocked} == {"inbound", "outbound"}
    places += [f"/console/attachments/blockedattachment/{one.pk}/change/" for one in blocked]
    places += [f"{LIST}trace/?activity={one.pk}" for one in (evil, sent)]
    places += [f"{LIST}trace/?q=script", f"{LIST}{evil.pk}/headers/", f"{LIST}?q=script"]
    for place in places:
        page.goto(place)
        settled(page)
        assert "ran" not in page.title().split(), place
    page.goto(f"/console/attachments/blockedattachment/{blocked[0].pk}/change/")
    page.get_by_role("button", name="Restore…").click()
    settled(page)
    assert home.callers == []


def test_hostile_attachments_are_downloaded_and_not_opened(page: Page, evil, home: Home):  # noqa: F811
    page.goto(f"{LIST}{evil.pk}/change/")
    links = page.locator("a[href*='/attachment/']")
    assert links.count() >= 2
    for link in links.all():
        with page.expect_download() as download:
            link.click()
        assert download.value.failure() is None
    settled(page)
    assert home.callers == []


def test_pictures_of_other_servers_are_fetched_on_request_only(
    page: Page,  # noqa: F811
    make_alias,
    home: Home,
    complaints,  # noqa: F811
):
    secure = home.url.replace("http:", "https:")
    mail = receive(make_alias(), with_html(f"<p>words</p><img src='{secure}/x' alt='far'>"))
    page.goto(f"{LIST}{mail.pk}/change/")
    unfolded(page)
    expect(page.frame_locator("iframe.mc-frame").get_by_text("1 picture")).to_be_visible()
    assert home.callers == []
    page.get_by_role("button", name="Show pictures of other servers").press("Enter")
    expect(page.frame_locator("iframe.mc-frame").get_by_text("1 picture")).to_have_count(0)
    settled(page)
    assert home.callers
    # It speaks no TLS, which the browser notices.
    complaints[:] = [one for one in complaints if "net::ERR" not in one]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 380)])
def test_a_picture_of_the_mail_is_drawn_in_the_frame(page: Page, make_alias, scheme, width):  # noqa: F811
    mail = receive(make_alias(), with_html("<img src='cid:logo@x' width=9>", picture=PNG))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{LIST}{mail.pk}/change/")
    unfolded(page)
    drawn = page.frame_locator("iframe.mc-frame").locator("img")
    assert drawn.evaluate("one => one.naturalWidth") == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
