"""A mail is looked at before it is sent: every copy, laid out, as text, as source, and why."""

import pytest
from django.test import Client

from activities.models import Activity, Recipient
from departments.models import Department, MaskingPattern
from tests.activities.writing.desks import WRITE, begun, kept, kept_page, page_of, sent, upload
from tests.mailcenter.pages import body
from tests.mailcenter.rows import receive
from tests.stock import message


@pytest.fixture
def alias(make_alias, root):
    root.partition.default_format = "html"
    root.partition.save()
    return make_alias("support@lab.test", is_default=True, automatic_bcc="archive@lab.test")


@pytest.fixture
def typed(console: Client, alias) -> dict[str, object]:
    facts = {"subject": "Okapi", "text": "Words <b>bold</b>", "upload": upload("a.txt")}
    return begun(console, WRITE, to="a@b.test", cc="c@b.test", do="preview", **facts)


def test_a_preview_shows_what_would_leave_and_sends_nothing(console: Client, typed):
    answer = console.post(WRITE, typed, follow=True)
    page = body(answer)
    assert "Nothing has been sent" in page
    assert "a@b.test" in page
    assert "archive@lab.test" in page
    assert "a.txt" in page
    assert "Words &lt;b&gt;bold&lt;/b&gt;" in page
    assert not Activity.objects.exists()
    assert not Recipient.objects.exists()


def test_a_preview_says_which_step_did_what(console: Client, typed):
    partition = Department.objects.get().partition
    MaskingPattern.objects.create(partition=partition, name="Zoo", expression="bold")
    why = console.post(WRITE, typed, follow=True).context["preview"].why
    found = {one.step: one.words for one in why}
    assert found["Masking"] == "Covered in the text."
    assert "archive@lab.test" in found["Automatic BCC"]


def test_the_html_of_a_copy_is_for_the_sandboxed_frame_alone(console: Client, typed):
    console.post(WRITE, typed)
    answer = console.get(kept_page("html/0/"))
    assert "Words &lt;b&gt;bold&lt;/b&gt;" in body(answer)
    assert "sandbox" in answer["Content-Security-Policy"]
    assert console.get(kept_page("html/99/")).status_code == 404


def test_what_was_previewed_is_what_is_sent(console: Client, typed):
    shown = console.post(WRITE, typed, follow=True).context["preview"].copies[0]
    console.post(kept_page(), {"as_kept": "yes", "do": "send"})
    assert sent().text.strip() == "Words <b>bold</b>"
    assert shown.text.strip() == sent().text.strip()
    assert [one.name for one in sent().files.all()] == ["a.txt"]


def test_a_mail_that_cannot_go_is_not_previewed(console: Client, typed):
    answer = console.post(WRITE, typed | {"to": "okapi"})
    assert "is not an email address" in body(answer)
    assert console.get(kept_page("preview/")).url == kept_page()


def test_a_redirect_is_previewed_as_it_came(console: Client, alias):
    mail = receive(alias, message("Parcel", X_Odd="giraffe"))
    url = page_of(mail, "redirect")
    answer = console.post(url, begun(console, url, to="boss@lab.test", do="preview"), follow=True)
    assert "X-Odd: giraffe" in body(answer)
    assert "Resent-To: boss@lab.test" in body(answer)
    assert kept().sent_as is None


@pytest.mark.parametrize("tail", ["preview/", "html/0/"])
def test_pages_that_only_show_take_no_forms(console: Client, typed, tail: str):
    console.post(WRITE, typed)
    assert console.post(kept_page(tail)).status_code == 405
