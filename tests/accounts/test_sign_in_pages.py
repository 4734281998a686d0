"""The way to the provider and back, as far as no provider is needed: who may come back, and how."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Grant, SignIn
from departments.models import User
from tests.accounts.filled import ACCOUNTS, page_of
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff

CALLBACK = f"{ACCOUNTS}callback/"
CODE = "sentinel-code-77"


def begun(client: Client, account, **posted: object) -> dict[str, str]:
    """The parameters of the address to which the browser is sent."""
    answer = client.post(page_of(account, "sign-in/"), posted)
    assert answer.status_code == 200, body(answer)
    url = re.search(r'href="(https://login[^"]+)"', body(answer))[1].replace("&amp;", "&")
    refresh = answer.headers.get("Refresh", "")
    assert refresh == ("" if "by_hand" in posted else f"0; url={url}")
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def back(client: Client, **query: str) -> str:
    answer = client.get(CALLBACK, query, follow=True)
    text = body(answer)
    assert CODE not in text
    return text


def test_the_provider_is_asked_with_state_and_a_challenge(console, account) -> None:
    asked = begun(console, account)
    assert asked["redirect_uri"] == f"http://testserver{CALLBACK}"
    assert asked["code_challenge_method"] == "S256"
    assert asked["login_hint"] == account.address
    assert len(asked["state"]) >= 20
    kept = SignIn.objects.get()
    assert asked["state"] not in str(vars(kept))
    assert kept.redirect_uri == asked["redirect_uri"]


def test_the_page_warns_before_where_the_address_differs(console, account, settings) -> None:
    settings.PUBLIC_URL = "https://mail.example.org"
    page = body(console.get(page_of(account, "sign-in/")))
    assert "Open the console by mail.example.org before you sign in" in page
    assert begun(console, account)["redirect_uri"].startswith("https://mail.example.org/")


def test_the_page_is_silent_where_the_addresses_agree(console, account, settings) -> None:
    settings.PUBLIC_URL = "http://testserver"
    assert "before you sign in" not in body(console.get(page_of(account, "sign-in/")))


@pytest.mark.parametrize("state", ["", "made-up"])
def test_a_wrong_state_is_refused(console, account, state: str) -> None:
    begun(console, account)
    assert "was not begun here by you" in back(console, state=state, code=CODE)
    assert Grant.objects.get().state == "new"


def test_another_person_cannot_end_it(console, account, sign_in) -> None:
    asked = begun(console, account)
    other = sign_in(staff("other", account.department))
    assert "was not begun here by you" in back(other, state=asked["state"], code=CODE)
    assert SignIn.objects.get().used_at is None


def test_the_same_person_in_another_session_cannot_end_it(console, account, sign_in) -> None:
    asked = begun(console, account)
    elsewhere = sign_in(User.objects.get(username="root"))
    assert "was not begun here by you" in back(elsewhere, state=asked["state"], code=CODE)


def test_it_is_over_after_ten_minutes(console, account) -> None:
    asked = begun(console, account)
    SignIn.objects.update(begun_at=timezone.now() - timedelta(minutes=10, seconds=1))
    assert "took longer than ten minutes" in back(console, state=asked["state"], code=CODE)


def test_it_serves_once(console, account) -> None:
    asked = begun(console, account)
    refused = {"state": asked["state"], "error": "access_denied"}
    back(console, **refused)
    assert "was used already" in back(console, **refused)


def test_a_refusal_at_the_provider_is_told(console, account) -> None:
    asked = begun(console, account)
    page = back(console, state=asked["state"], error="access_denied")
    assert "access_denied" in page
    assert "Sign in at" in page


def test_coming_back_to_another_host_is_refused(console, account, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.test"]
    asked = begun(console, account)
    answer = console.get(
        CALLBACK, {"state": asked["state"], "code": CODE}, headers={"host": "other.test"}
    )
    page = body(console.get(answer.url))
    assert "sent the browser back to other.test" in page
    assert SignIn.objects.get().used_at is None


def test_a_stranger_comes_to_the_log_in_page_without_the_code(client, account, plain_static):
    answer = client.get(CALLBACK, {"state": "x", "code": CODE})
    assert (answer.status_code, CODE in answer.url) == (302, False)
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_without_the_right_to_change_nobody_signs_in(account, sign_in) -> None:
    reader = sign_in(staff("reader", account.department, may="view_emailaccount"))
    for url in (page_of(account, "sign-in/"), CALLBACK):
        assert reader.get(url).status_code == 403
    assert reader.post(page_of(account, "sign-in/paste/"), {"answer": CODE}).status_code == 403


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("", "Paste the code"),
        ("https://testserver/?state=made-up&code=1", "was not begun here by you"),
    ],
)
def test_what_is_pasted_must_belong_to_it(console, account, answer: str, words: str) -> None:
    begun(console, account, by_hand="yes")
    told = console.post(page_of(account, "sign-in/paste/"), {"answer": answer}, follow=True)
    assert words in body(told)


def test_a_code_cannot_be_pasted_before_a_sign_in_has_begun(console, account) -> None:
    told = console.post(page_of(account, "sign-in/paste/"), {"answer": CODE}, follow=True)
    assert "was not begun here by you" in body(told)
    assert CODE not in body(told)


def test_a_copy_of_the_installation_sends_nobody_away(console, account, monkeypatch) -> None:
    monkeypatch.setattr("departments.guard.is_production", lambda: False)
    told = console.post(page_of(account, "sign-in/"), follow=True)
    assert "copy of another installation" in body(told)
    assert not SignIn.objects.exists()
