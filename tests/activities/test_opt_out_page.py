"""The public page by which a reader opts out, and what follows for the department."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activities import automatic, queueing
from activities.composing.copies import copies
from activities.visits import MOST, Visit
from exceptions import suppressing
from exceptions.opt_outs import OptOut
from tests.activities.composing.reader import read

pytestmark = pytest.mark.django_db
ANNA = "anna@customers.test"
OURS = {"opt_out": True, "opt_out_link_text": "No more", "opt_out_page": True}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def public(settings) -> None:
    settings.PUBLIC_URL = "https://mail.example.org"


@pytest.fixture
def alias(make_alias):
    return make_alias(**OURS, opt_out_one_click=True)


@pytest.fixture
def mail(alias):
    return queueing.queue(queueing.Draft("News", "Much is new.", [ANNA, "ben@x.test"]), alias)


def link(mail, address: str = ANNA) -> str:
    """As it stands in the mail of that reader."""
    letters = {to: letter.content for _, letter in copies(list(mail.recipients.all())) for to in letter.recipients}  # fmt: skip
    message = read(letters[address])
    assert message.raw("list-unsubscribe-post") == b"List-Unsubscribe=One-Click"
    url = message.raw("list-unsubscribe").decode()[1:-1]
    assert url in message.texts["text/plain"]
    return url.removeprefix("https://mail.example.org")


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_visit_changes_nothing_and_the_button_does(mail, visitor) -> None:
    url = link(mail)
    page = visitor.get(url)
    assert (page.status_code, OptOut.objects.count()) == (200, 0)
    assert ANNA not in page.text
    assert "a…@customers.test" in page.text
    done = visitor.post(url)
    line = OptOut.objects.get()
    assert "Done" in done.text
    assert (line.address, line.way, line.activity) == (ANNA, "page", mail)
    assert line.department_id == mail.department_id


def test_a_mail_program_needs_one_click_and_no_token_of_a_form(mail, visitor) -> None:
    url = link(mail)
    for _ in range(2):
        assert visitor.post(url, ONE_CLICK).status_code == 200
    assert OptOut.objects.get().way == "one-click"
    assert "Done" in visitor.get(url).text


def test_each_reader_has_a_link_of_their_own_without_an_address_in_it(mail) -> None:
    one, other = link(mail), link(mail, "ben@x.test")
    assert one != other
    assert re.fullmatch(r"/optout/[2-9a-z]+/", one)


@pytest.mark.parametrize("change", ["forged", "other use", "old", "gone"])
def test_every_bad_link_gets_the_same_answer(mail, visitor, change, monkeypatch) -> None:
    url = link(mail)
    if change == "forged":
        url = url[:-2] + ("2" if url[-2] != "2" else "3") + "/"
    elif change == "other use":
        url = f"/optout/{mail.subject.rpartition('[#')[2].strip(']')}/"
    elif change == "old":
        late = timezone.now() + timedelta(days=402)
        monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    else:
        mail.recipients.all().delete()
    answers = [visitor.get(url), visitor.post(url), visitor.post(url, ONE_CLICK)]
    assert {one.status_code for one in answers} == {404}
    assert answers[0].text == visitor.get("/optout/x/").text
    assert not OptOut.objects.exists()


def test_who_tries_links_waits_and_mail_programs_do_not(mail, visitor) -> None:
    url = link(mail)
    statuses = [visitor.get("/optout/2222/").status_code for _ in range(MOST + 1)]
    assert statuses == [404] * MOST + [429]
    refused = visitor.get(url)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert visitor.get(url, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert visitor.post(url, ONE_CLICK).status_code == 200
    Visit.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert visitor.get(url).status_code == 200
    assert Visit.objects.count() == 1


def test_the_page_is_kept_by_nobody_and_tells_no_other_page(mail, visitor) -> None:
    headers = visitor.get(link(mail)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_automatic_mail_goes_there_no_more_and_people_are_warned(mail, alias, visitor) -> None:
    visitor.post(link(mail), ONE_CLICK)
    now = timezone.now()
    refused = automatic.send(automatic.Automatic(ANNA.upper(), "Hi", "x"), alias, now=now)
    assert "opted out" in refused
    [words] = suppressing.warnings(alias.department_id, [ANNA.upper(), "ben@x.test"], now)
    assert words.startswith(f"{ANNA} opted out")


def test_without_a_public_address_there_is_no_link_and_the_form_says_so(alias, settings) -> None:
    settings.PUBLIC_URL = ""
    mail = queueing.queue(queueing.Draft("News", "Much is new.", [ANNA]), alias)
    [(_, letter)] = copies(list(mail.recipients.all()))
    assert b"optout" not in letter.content.lower().replace(b"opt-out", b"")
    with pytest.raises(Exception, match="MAILCENTER_URL"):
        alias.clean()
