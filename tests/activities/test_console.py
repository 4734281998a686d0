"""Reading mail in the console: lists, hostile content, and downloads."""

import pytest
from django.test import Client

from activities import queueing
from activities.models import (
    Activity,
)
from aliases.models import Alias
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.stock import message

LIST = "/console/activities/activity/"
SHELF = "/console/activities/failedmessage/"
SENDING = "/console/activities/recipient/"
SCRIPT = "<script>alert(7)</script>"
ESCAPED = "&lt;script&gt;alert(7)&lt;/script&gt;"

HOSTILE = b"""From: "<script>alert(7)</script>" <evil@customers.test>
To: support@lab.test
Subject: subject <script>alert(7)</script>
Message-ID: <hostile@customers.test>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

text <script>alert(7)</script>
--b
Content-Type: text/html
Content-Disposition: attachment; filename="<script>alert(7)</script>.html"

<script>alert(7)</script>
--b--
"""


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test", name="Support")


@pytest.fixture
def hostile(alias: Alias) -> Activity:
    return receive(alias, HOSTILE.replace(b"\n", b"\r\n"))


def test_the_list_shows_what_came(console: Client, alias: Alias):
    receive(alias, message("The parcel", From="Okapi <okapi@customers.test>"))
    page = body(console.get(LIST))
    assert "The parcel" in page
    assert "Okapi &lt;okapi@customers.test&gt;" in page


@pytest.mark.parametrize("words", ["parcel", "okapi@", "this is message", "find-me@", "support@"])
def test_a_search_finds_subject_people_text_and_identifier(
    console: Client, alias: Alias, words: str
):
    header = {"From": "okapi@customers.test", "Message_ID": "<find-me@customers.test>"}
    receive(alias, message("The parcel", **header))
    assert "The parcel" in body(console.get(LIST, {"q": words}))


def test_a_search_leaves_out_all_else(console: Client, alias: Alias):
    receive(alias, message("The parcel"))
    assert "The parcel" not in body(console.get(LIST, {"q": "giraffe"}))
    assert "The parcel" not in body(console.get(LIST, {"direction__exact": "outbound"}))


def test_a_message_without_subject_and_sender_can_be_opened(console: Client, alias: Alias):
    activity = receive(alias, b"X-Odd: 1\r\n\r\nhello\r\n")
    assert "(no subject)" in body(console.get(LIST))
    page = body(console.get(f"{LIST}{activity.pk}/change/"))
    assert "nobody (the message has no sender)" in page
    assert "hello" in page


def test_what_strangers_wrote_is_shown_as_text(console: Client, hostile: Activity):
    for url in (LIST, f"{LIST}{hostile.pk}/change/", f"{LIST}{hostile.pk}/reply/"):
        page = body(console.get(url))
        assert SCRIPT not in page, url
        assert ESCAPED in page, url
    page = body(console.get(f"{LIST}{hostile.pk}/change/"))
    assert page.count(ESCAPED) >= 4


def test_pages_allow_no_inline_scripts(console: Client, hostile: Activity):
    policy = console.get(f"{LIST}{hostile.pk}/change/")["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert "'unsafe-inline'" not in rules["script-src"]
    assert rules["object-src"] == "'none'"


def test_an_attachment_is_handed_out_as_a_file_to_keep(console: Client, hostile: Activity):
    part = hostile.attachments.get()
    answer = console.get(f"{LIST}{hostile.pk}/attachment/{part.pk}/")
    assert body(answer).strip() == SCRIPT
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_an_attachment_of_another_activity_is_not_found(
    console: Client, hostile: Activity, alias: Alias
):
    other = receive(alias, message())
    part = hostile.attachments.get()
    assert console.get(f"{LIST}{other.pk}/attachment/{part.pk}/").status_code == 404


def test_the_source_is_the_message_byte_for_byte(console: Client, hostile: Activity):
    answer = console.get(f"{LIST}{hostile.pk}/source/")
    assert answer.getvalue() == HOSTILE.replace(b"\n", b"\r\n")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_source_needs_its_permission(hostile: Activity, root, sign_in):
    reader = sign_in(staff("reader", root, may="view_activity"))
    assert reader.get(f"{LIST}{hostile.pk}/source/").status_code == 403
    assert "as received" not in body(reader.get(f"{LIST}{hostile.pk}/change/"))
    loader = sign_in(staff("loader", root, may="view_activity download_raw"))
    assert loader.get(f"{LIST}{hostile.pk}/source/").status_code == 200


def test_what_was_written_here_has_no_source(console: Client, alias: Alias):
    sent = queueing.queue(queueing.Draft("x", "x", ["a@b.test"]), alias)
    assert console.get(f"{LIST}{sent.pk}/source/").status_code == 404


@pytest.mark.parametrize("tail", ["add/", "{}/delete/"])
def test_nobody_adds_or_deletes_mail_by_hand(console: Client, hostile: Activity, tail: str):
    assert console.post(LIST + tail.format(hostile.pk), {"post": "yes"}).status_code == 403
    assert Activity.objects.filter(pk=hostile.pk).exists()


def test_nobody_edits_mail_by_hand(console: Client, hostile: Activity):
    console.post(f"{LIST}{hostile.pk}/change/", {"subject": "other", "text": "other"})
    hostile.refresh_from_db()
    assert hostile.subject != "other"
