"""What somebody types or uploads is kept until it is sent, and only for them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from activities.models import Activity, Direction, UnsentFile, UnsentMail
from activities.writing import unsent
from tests.activities.writing.desks import (
    UNSENT,
    WRITE,
    begun,
    kept,
    kept_page,
    page_of,
    sent,
    upload,
)
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.stock import message


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test", is_default=True)


@pytest.fixture
def typed(console: Client, alias) -> dict[str, object]:
    return begun(console, WRITE, to="a@b.test", subject="Okapi", text="Long words")


def test_a_saved_mail_is_gone_on_with_and_sent(console: Client, typed):
    assert console.post(WRITE, typed | {"do": "save"}).url == kept_page()
    assert "Okapi" in body(console.get(UNSENT))
    values = begun(console, kept_page(), text="Other words")
    assert (values["subject"], values["to"]) == ("Okapi", "a@b.test")
    console.post(kept_page(), values)
    assert sent().text == "Other words"
    assert (kept().values, kept().sent_as) == ({}, sent())
    assert "Okapi" not in body(console.get(UNSENT))


def test_files_come_one_after_the_other_and_go_with_the_mail(console: Client, typed):
    console.post(WRITE, typed | {"do": "attach", "upload": [upload("a.txt"), upload("b.txt")]})
    console.post(kept_page(), typed | {"do": "attach", "upload": upload("c.txt", b"three")})
    second = UnsentFile.objects.get(name="b.txt")
    page = body(console.post(kept_page(), typed | {"remove": second.pk}, follow=True))
    assert [one in page for one in ("a.txt", "b.txt", "c.txt")] == [True, False, True]
    console.post(kept_page(), typed)
    assert [(one.name, bytes(one.content)) for one in sent().files.all()] == [
        ("a.txt", b"words"),
        ("c.txt", b"three"),
    ]
    assert not UnsentFile.objects.exists()


def test_nothing_is_lost_where_the_mail_cannot_go_yet(console: Client, typed):
    wrong = typed | {"to": "okapi", "upload": upload("a.txt")}
    page = body(console.post(WRITE, wrong))
    assert "is not an email address" in page
    assert all(one in page for one in ("Long words", "a.txt"))
    values = begun(console, kept_page())
    assert (values["to"], values["text"]) == ("okapi", "Long words")
    assert [one.name for one in kept().files.all()] == ["a.txt"]


def test_a_second_press_of_send_finds_the_first(console: Client, typed):
    first = console.post(WRITE, typed)
    second = console.post(WRITE, typed, follow=True)
    assert Activity.objects.filter(direction=Direction.OUTBOUND).count() == 1
    assert second.redirect_chain[0][0] == first.url
    assert "in the outbox already" in body(second)
    assert console.get(kept_page()).url == first.url


def test_a_mail_is_thrown_away(console: Client, typed):
    console.post(WRITE, typed | {"do": "save"})
    console.post(kept_page(), {"do": "discard"})
    assert not UnsentMail.objects.exists()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("tail", ["", "preview/", "html/0/"])
def test_what_somebody_writes_is_nobody_elses(console: Client, typed, root, sign_in, tail: str):
    console.post(WRITE, typed | {"do": "save"})
    other = sign_in(staff("other", root))
    assert other.get(kept_page(tail)).status_code == 404
    assert other.post(kept_page(), {"do": "discard"}).status_code == 404
    assert other.post(WRITE, typed | {"text": "theirs"}).status_code == 404
    assert kept().values["text"] == "Long words"


def test_a_mail_stays_about_what_it_was_begun_for(console: Client, alias):
    first, second = (receive(alias, message(one)) for one in ("First", "Second"))
    values = begun(console, page_of(first, "reply"), do="save")
    console.post(page_of(first, "reply"), values)
    assert console.post(page_of(second, "reply"), values).status_code == 404
    assert console.post(page_of(first, "forward"), values).status_code == 404
    assert kept().answers == first


def test_it_cannot_be_gone_on_with_once_its_mail_is_out_of_sight(root, sign_in, make_alias):
    from departments.models import Department

    sales = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    clerk = staff("clerk", sales)
    client, question = sign_in(clerk), receive(make_alias(department=sales), message())
    client.post(page_of(question, "reply"), begun(client, page_of(question, "reply"), do="save"))
    assert client.get(kept_page()).status_code == 200
    clerk.memberships.all().delete()
    assert client.get(kept_page()).status_code == 404
    assert client.post(kept_page(), {"as_kept": "yes"}).status_code == 404


def test_what_does_not_fit_is_named_and_the_rest_is_kept(console: Client, typed, root):
    root.partition.outgoing_megabytes = 1
    root.partition.save()
    big = SimpleUploadedFile("big.bin", bytes(900_000))
    data = typed | {"do": "attach", "upload": [upload("a.txt"), big]}
    page = body(console.post(WRITE, data, follow=True))
    assert "“big.bin” was left out" in page
    assert [one.name for one in kept().files.all()] == ["a.txt"]
    page = body(console.post(kept_page(), typed | {"text": "é" * 600_000}))
    assert "1 MB are allowed" in page
    assert not Activity.objects.exists()


def test_old_ones_are_not_kept(console: Client, typed):
    console.post(WRITE, typed | {"do": "attach", "upload": upload("a.txt")})
    now = timezone.now()
    assert unsent.purge(now + timedelta(days=29)) == 0
    assert unsent.purge(now + timedelta(days=31)) == 1
    assert not UnsentFile.objects.exists()


def test_an_id_that_is_none_begins_a_mail_of_its_own(console: Client, typed):
    console.post(WRITE, typed | {"mail": "okapi", "do": "save"})
    assert kept().pk
    assert console.get(f"{UNSENT}{uuid4()}/").status_code == 404
