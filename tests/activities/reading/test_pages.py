"""The pages that show a mail: the frame and its policy, pictures, the header, who may what."""

import base64

import pytest
from django.test import Client

from activities import queueing
from activities.models import Activity
from departments.models import Department, MaskingPattern
from tests.activities.reading.mails import PNG, with_html
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive

LIST = "/console/activities/activity/"
REMOTE = "<p>hello</p><img src='https://evil.test/pixel' alt='pixel'>"


@pytest.fixture
def get(make_alias):
    alias = make_alias("support@lab.test")
    return lambda html, **more: receive(alias, with_html(html, **more))


def place(activity: Activity, tail: str) -> str:
    return f"{LIST}{activity.pk}/{tail}/"


def rules(answer) -> dict[str, str]:
    pairs = (one.strip().partition(" ") for one in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in pairs}


def test_the_frame_is_sandboxed_in_the_page_and_by_its_own_policy(console: Client, get):
    activity = get("<p>hello</p>")
    page = body(console.get(place(activity, "change")))
    assert ' sandbox loading="lazy"' in page
    answer = console.get(place(activity, "html"))
    assert rules(answer)["default-src"] == "'none'"
    assert rules(answer)["sandbox"] == ""
    assert rules(answer)["img-src"] == "data:"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_pictures_of_other_servers_are_shown_once_and_only_on_request(console: Client, get):
    activity = get(REMOTE)
    assert "evil.test" not in body(console.get(place(activity, "html")))
    assert "1 picture of other servers is not shown" in body(console.get(place(activity, "html")))
    shown = console.post(place(activity, "html/remote"))
    assert "https://evil.test/pixel" in body(shown)
    assert rules(shown)["img-src"] == "data: https:"
    assert "evil.test" not in body(console.get(place(activity, "html")))


def test_only_who_may_shows_pictures_of_other_servers(get, root: Department, sign_in):
    activity = get(REMOTE)
    reader = sign_in(staff("reader", root, may="view_activity"))
    assert reader.post(place(activity, "html/remote")).status_code == 403
    assert "Show pictures" not in body(reader.get(place(activity, "change")))
    viewer = sign_in(staff("viewer", root, may="view_activity show_remote"))
    assert viewer.get(place(activity, "html/remote")).status_code == 405
    assert "Show pictures" in body(viewer.get(place(activity, "change")))


def test_a_picture_of_the_mail_is_shown_in_its_place(console: Client, get):
    page = body(console.get(place(get("<img src='cid:logo@x'>", picture=PNG), "html")))
    assert f"data:image/png;base64,{base64.b64encode(PNG).decode()}" in page


@pytest.mark.parametrize("content", [b"<svg onload='alert(7)'/>", b"<script>alert(7)</script>"])
def test_a_picture_that_is_none_is_left_out_whatever_it_says_it_is(console, get, content: bytes):
    page = body(console.get(place(get("<img src='cid:logo@x'>", picture=content), "html")))
    assert "src=" not in page


def test_quoted_text_is_folded(console: Client, get):
    activity = get("", text="Yes.\n\nOn Monday Chris wrote:\n> Really?\n")
    page = body(console.get(place(activity, "change")))
    assert page.index("Yes.") < page.index("<summary>Quoted text</summary>")
    assert page.index("<summary>Quoted text</summary>") < page.index("&gt; Really?")


def test_the_header_shows_every_field_decoded_and_as_received(console: Client, get):
    page = body(console.get(place(get("", subject="=?utf-8?q?Gr=C3=BC=C3=9Fe?="), "headers")))
    assert "Grüße" in page
    assert "=?utf-8?q?Gr=C3=BC=C3=9Fe?=" in page


def test_the_header_is_masked_for_who_may_not_download_messages(get, root, sign_in):
    MaskingPattern.objects.create(partition=root.partition, name="x", expression="7[0-9]+")
    activity = get("", subject="code 7123")
    reader = sign_in(staff("reader", root, may="view_activity"))
    page = body(reader.get(place(activity, "headers")))
    assert "code ****" in page
    assert "7123" not in page


def test_what_was_written_here_has_neither_html_nor_header(console: Client, make_alias):
    sent = queueing.queue(queueing.Draft("x", "x", ["a@b.test"]), make_alias())
    assert "has no HTML" in body(console.get(place(sent, "html")))
    assert "no message as received" in body(console.get(place(sent, "headers")))
