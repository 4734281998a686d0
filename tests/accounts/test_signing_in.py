"""Signing in at a real provider through the console: there and back, by itself or by hand (AC-3)."""

import logging
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts import signing_in, tokens
from accounts.models import EmailAccount, Grant, SignIn
from tests.accounts import provider
from tests.accounts.filled import page_of
from tests.mailcenter.pages import body
from tests.servers.issuer import Issuer

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["generic", "microsoft"])
def account(request, issuer: Issuer, root) -> EmailAccount:
    """Of an application at the real provider."""
    fields = provider.microsoft(issuer) if request.param == "microsoft" else {}
    return EmailAccount.objects.create(
        department=root,
        name="Support",
        application=provider.at(issuer, root, **fields),
        address="support@lab.test",
    )


def sent_to(client: Client, account, **posted: object) -> str:
    page = body(client.post(page_of(account, "sign-in/"), posted))
    return re.search(r'href="(https://localhost[^"]+)"', page)[1].replace("&amp;", "&")


def come_back(client: Client, url: str) -> str:
    parts = urlsplit(url)
    return body(client.get(f"{parts.path}?{parts.query}", follow=True))


def consented(client: Client, account, issuer: Issuer, **how: str) -> str:
    """The URL to which the provider sends the browser."""
    user = how.pop("user", account.address)
    return issuer.consent(sent_to(client, account), user, **how)


def test_there_and_back_gives_a_grant(console, account, issuer) -> None:
    page = come_back(console, consented(console, account, issuer))
    assert "is signed in as support@lab.test" in page
    grant = Grant.objects.get()
    assert (grant.state, grant.identity) == ("signed-in", "support@lab.test")
    assert grant.refresh_token.reveal() == issuer.grants.used[-1]
    assert tokens.access_token(account.pk, timezone.now())
    assert "Signed in at the provider as support@lab.test." in body(
        console.get(page_of(account, "history/"))
    )


@pytest.mark.parametrize("pasted", ["the whole address", "the code alone"])
def test_what_is_copied_by_hand_works_as_well(console, account, issuer, pasted: str) -> None:
    back = issuer.consent(sent_to(console, account, by_hand="yes"), account.address)
    answer = back if pasted == "the whole address" else parse_qs(urlsplit(back).query)["code"][0]
    page = console.post(page_of(account, "sign-in/paste/"), {"answer": answer}, follow=True)
    assert "is signed in as" in body(page)
    assert Grant.objects.get().state == "signed-in"


def test_a_pasted_address_of_another_host_is_refused(console, account, issuer) -> None:
    back = issuer.consent(sent_to(console, account, by_hand="yes"), account.address)
    other = back.replace("http://testserver/", "http://other.test/")
    console.post(page_of(account, "sign-in/paste/"), {"answer": other}, follow=True)
    assert Grant.objects.get().state == "new"


def test_coming_back_twice_uses_the_code_once(console, account, issuer) -> None:
    back = consented(console, account, issuer)
    come_back(console, back)
    assert "was used already" in come_back(console, back)
    assert issuer.requests["authorization_code"] == 1
    assert Grant.objects.get().state == "signed-in"


def test_a_replayed_code_in_a_new_sign_in_is_refused_by_the_provider(
    console, account, issuer
) -> None:
    used = parse_qs(urlsplit(consented(console, account, issuer)).query)["code"][0]
    fresh = sent_to(console, account)
    state = parse_qs(urlsplit(fresh).query)["state"][0]
    back = f"{signing_in_path()}?code={used}&state={state}&iss={issuer.url}"
    page = come_back(console, back)
    assert "AADSTS501481" in page
    assert Grant.objects.get().state == "new"


def signing_in_path() -> str:
    return urlsplit(provider.REDIRECT).path


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("down", "503"),
        ("invalid_client", "AADSTS7000215"),
        ("expired_secret", "AADSTS7000222"),
        ("no_refresh_token", "refresh token"),
        ("fewer_scopes", "Not all rights that mail needs were granted"),
        ("wrong_nonce", "does not belong to this attempt"),
        ("no_consent", "AADSTS65001"),
    ],
)
def test_what_goes_wrong_is_told_and_the_old_grant_stays(
    console, account, issuer, fault: str, words: str
) -> None:
    refresh = provider.sign_in(account, issuer)
    back = consented(console, account, issuer)
    issuer.fail = fault
    page = come_back(console, back)
    assert words in page
    assert "Sign in at the provider" in page
    grant = Grant.objects.get()
    assert (grant.state, grant.refresh_token.reveal()) == ("signed-in", refresh)


def test_a_person_who_declines_is_told_so(console, account, issuer) -> None:
    page = come_back(console, consented(console, account, issuer, answer="refuse"))
    assert "access_denied" in page
    assert Grant.objects.get().state == "new"


def test_somebody_else_is_refused(console, account, issuer) -> None:
    account.application.imap_host, account.application.imap_port = "127.0.0.1", 1
    account.application.imap_encryption = "tls"
    account.application.save()
    page = come_back(console, consented(console, account, issuer, user="other@lab.test"))
    assert "other@lab.test has signed in, but this account is for support@lab.test" in page
    assert Grant.objects.get().state == "new"


def test_signing_in_again_keeps_every_other_setting(console, account, issuer) -> None:
    before = EmailAccount.objects.values().get()
    provider.sign_in(account, issuer)
    issuer.grants.revoke()
    Grant.objects.update(expires_at=timezone.now())
    with pytest.raises(tokens.NeedsSignIn):
        tokens.access_token(account.pk, timezone.now())
    assert "Needs sign-in" in body(console.get(page_of(account)))
    come_back(console, consented(console, account, issuer))
    assert EmailAccount.objects.values().get() == before
    assert Grant.objects.get().state == "signed-in"


def test_old_attempts_are_cleared_away(account, issuer) -> None:
    attempt = provider.begun(account)
    SignIn.objects.filter(pk=attempt.pk).update(
        begun_at=timezone.now() - signing_in.KEPT - signing_in.LASTS
    )
    provider.begun(account)
    assert not SignIn.objects.filter(pk=attempt.pk).exists()


def test_no_log_page_or_row_shows_a_code_or_token(console, account, issuer, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        back = consented(console, account, issuer)
        shown = come_back(console, back)
        pages = [page_of(account, tail) for tail in ("change/", "history/", "sign-in/")]
        shown += "".join(body(console.get(page)) for page in pages)
    query = parse_qs(urlsplit(back).query)
    grant = Grant.objects.get()
    secrets = [query["code"][0], query["state"][0], grant.access_token.reveal(), issuer.secret]
    secrets += issuer.grants.used
    rows = repr([list(model.objects.values()) for model in (SignIn, Grant, EmailAccount)])
    told = shown + caplog.text + rows
    assert [one for one in secrets if one in told] == []
