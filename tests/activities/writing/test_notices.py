"""What is said before a mail goes, and that each doubt is confirmed by who has read it."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from aliases.jobs import Job
from aliases.models import Alias
from attachments.models import BlockedAttachment, BlockedExtension, DepartmentSettings
from departments.models import Department, MaskingPattern
from exceptions.suppressing import suppress
from tests.activities.writing.desks import WRITE, begun, kept, kept_page, sent, upload
from tests.attachments.samples import PROGRAM
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import email_account

NOTICES = f"{WRITE}notices/"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test", is_default=True)


@pytest.fixture
def typed(console: Client, alias) -> dict[str, object]:
    return begun(console, WRITE, to="a@b.test", subject="Okapi", text="Words\nokapi-42 here")


@pytest.fixture
def strict(root: Department) -> None:
    """Programs are blocked in both directions, and what begins with okapi- is masked."""
    DepartmentSettings.objects.create(department=root, scan="both")
    BlockedExtension.objects.create(department=root, name="Programs", extension="exe")
    MaskingPattern.objects.create(
        partition=root.partition, name="Zoo", expression="okapi-[0-9]+", keep_last=2
    )


def doubts(answer) -> str:
    return " ".join(answer.context["doubts"])


def test_what_will_be_masked_is_shown_and_confirmed(console: Client, typed, strict):
    first = console.post(WRITE, typed)
    assert "This will be masked: “*****-42 here”" in doubts(first)
    assert not kept().sent_as
    console.post(kept_page(), typed | {"anyway": first.context["confirmation"]})
    assert sent().text.strip() == "Words\n*****-42 here"


def test_the_masked_name_of_a_file_is_named_as_well(console: Client, typed, strict):
    plain = typed | {"text": "Words", "upload": upload("okapi-77.txt")}
    assert "This will be masked: “*****-77.txt”" in doubts(console.post(WRITE, plain))


def test_what_was_confirmed_is_no_leave_for_anything_else(console: Client, typed, root, strict):
    first = console.post(WRITE, typed)
    suppress(root.pk, "a@b.test", reason="No such user.", sample=None, now=timezone.now())
    again = typed | {"anyway": first.context["confirmation"]}
    assert "undeliverable since" in doubts(console.post(kept_page(), again))
    assert "Before it goes" in body(console.post(kept_page(), again))
    assert not kept().sent_as


def test_a_file_that_will_not_pass_is_named_and_can_be_taken_out(console, typed, strict):
    files = [upload("setup.exe", PROGRAM), upload("a.txt")]
    plain = typed | {"text": "Words"}
    page = body(console.post(WRITE, plain | {"do": "attach", "upload": files}, follow=True))
    assert page.count("Will not be sent") == 1
    answer = console.post(kept_page(), plain)
    assert "“setup.exe” cannot be sent" in doubts(answer)
    console.post(kept_page(), plain | {"remove": kept().files.get(name="setup.exe").pk})
    console.post(kept_page(), plain)
    assert [one.name for one in sent().files.all()] == ["a.txt"]


def test_a_file_that_does_not_pass_is_left_out_of_a_mail_that_goes(console, typed, strict):
    plain = typed | {"text": "Words", "upload": upload("setup.exe", PROGRAM)}
    answer = console.post(WRITE, plain)
    del plain["upload"]
    page = body(
        console.post(kept_page(), plain | {"anyway": answer.context["confirmation"]}, follow=True)
    )
    assert "Not sent" in page
    assert not sent().files.exists()
    assert BlockedAttachment.objects.get().activity == sent()


def test_a_preview_has_the_same_doubts(console: Client, typed, strict):
    url = console.post(WRITE, typed | {"do": "preview"}).url
    page = console.get(url)
    assert "*****-42 here" in doubts(page)
    answer = console.post(kept_page(), {"as_kept": "yes", "do": "send"})
    assert "*****-42 here" in doubts(answer)
    confirmed = {"anyway": page.context["confirmation"]}
    console.post(kept_page(), {"as_kept": "yes", "do": "send"} | confirmed)
    assert "*****-42 here" in sent().text


def said(console: Client, alias: Alias) -> str:
    answer = console.get(WRITE)
    assert all(escape(one) in body(answer) for one in answer.context["notices"])
    return body(console.get(NOTICES, {"alias": alias.pk}))


def test_nothing_is_said_of_an_alias_that_works(console: Client, alias):
    assert said(console, alias).strip() == ""


def test_an_alias_in_test_mode_is_named(console: Client, alias):
    alias.send_mail_to, alias.send_mail_to_until = "me@lab.test", timezone.now().replace(year=2999)
    alias.save()
    assert "goes to me@lab.test instead of its recipients" in said(console, alias)


def test_an_alias_without_sign_in_is_named(console: Client, alias, root):
    _, alias.account = email_account(root, "lab")
    alias.save()
    assert "is not signed in: the mail waits" in said(console, alias)


def test_an_alias_whose_sending_waits_for_a_person_is_named(console: Client, alias):
    Job.objects.filter(alias=alias, direction="dispatch").update(
        condition="stopped", error="<535 refused>"
    )
    assert "does not work, so the mail waits: &lt;535 refused&gt;" in said(console, alias)


def test_an_alias_without_a_running_dispatcher_is_named(console: Client, alias):
    alias.dispatcher.enabled = False
    alias.dispatcher.save()
    assert "is stopped: the mail waits" in said(console, alias)
    alias.dispatcher = None
    alias.save()
    assert "has no dispatcher" in said(console, alias)


def test_nothing_is_said_of_what_is_not_ones_own(root, make_alias, sign_in):
    sales = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    theirs = make_alias("theirs@lab.test", dispatcher=None)
    theirs.dispatcher = None
    theirs.save()
    clerk = sign_in(staff("clerk", sales))
    assert body(clerk.get(NOTICES, {"alias": theirs.pk})).strip() == ""
    assert body(clerk.get(NOTICES, {"alias": "okapi"})).strip() == ""
