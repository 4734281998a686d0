"""What is believed of a provider's good answer, who has signed in, and as whom mail is opened."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from wire.endpoints import Protocol
from wire.oauth.claims import belongs, claims_of
from wire.oauth.errors import OAuthError
from wire.oauth.granted import missing_scopes, token_set
from wire.oauth.identity import identity, sasl_user
from wire.oauth.values import Grant, Identity, TokenSet

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
GOOD = {"aud": "me", "nonce": "n", "exp": NOW.timestamp() + 60, "iss": "https://id.test"}


def id_token(claims: object) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{payload}.sig"


@pytest.mark.parametrize(
    ("seconds", "life"),
    [
        (3599, timedelta(seconds=3599)),
        ("3599", timedelta(seconds=3599)),
        (None, timedelta(hours=1)),
        ("soon", timedelta(hours=1)),
        (float("nan"), timedelta(hours=1)),
        (0, timedelta(minutes=1)),
        (-5, timedelta(minutes=1)),
        (1e12, timedelta(days=1)),
    ],
)
def test_a_token_lives_as_long_as_the_provider_says_within_reason(seconds, life) -> None:
    tokens = token_set({"access_token": "a", "expires_in": seconds}, now=NOW)
    assert tokens.expires_at == NOW + life


@pytest.mark.parametrize("new", [None, "", 7])
def test_without_a_new_refresh_token_the_old_one_stays(new) -> None:
    content = {"access_token": "a", "refresh_token": new}
    assert token_set(content, now=NOW, old_refresh_token="old").refresh_token == "old"
    content["refresh_token"] = "new"
    assert token_set(content, now=NOW, old_refresh_token="old").refresh_token == "new"


@pytest.mark.parametrize("content", [{}, {"access_token": ""}, {"access_token": 5}])
def test_an_answer_without_a_token_is_none(content) -> None:
    with pytest.raises(OAuthError, match="no access token"):
        token_set(content, now=NOW)


def test_tokens_show_nothing_of_themselves() -> None:
    content = {"access_token": "s3ntinel", "refresh_token": "s3ntinel"}
    content["id_token"] = id_token({"email": "s3ntinel@lab.test"})
    assert "s3ntinel" not in repr(token_set(content, now=NOW))


@pytest.mark.parametrize("text", [None, 5, "", "a.b", "a.b.c", "a.!.c", f"{id_token([])}"])
def test_an_id_token_that_cannot_be_read_claims_nothing(text) -> None:
    assert claims_of(text) == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "you"},
        {"aud": ["you", "them"]},
        {"nonce": "other"},
        {"nonce": None},
        {"exp": NOW.timestamp() - 600},
        {"exp": "never"},
        {"iss": "https://evil.test"},
    ],
)
def test_an_id_token_for_another_purpose_is_not_ours(changed) -> None:
    assert belongs(GOOD, "me", nonce="n", issuer="https://id.test", now=NOW)
    assert belongs(GOOD | {"aud": ["me"]}, "me", nonce="n", issuer="", now=NOW)
    assert belongs(GOOD | {"iss": "id.test"}, "me", nonce="n", issuer="https://id.test", now=NOW)
    assert not belongs(GOOD | changed, "me", nonce="n", issuer="https://id.test", now=NOW)


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({}, ""),
        ({"preferred_username": "Anna@Lab.test"}, "anna@lab.test"),
        ({"email": "a@lab.test", "preferred_username": "b@lab.test"}, "b@lab.test"),
        ({"email": "a@lab.test", "email_verified": True, "upn": "b@lab.test"}, "a@lab.test"),
        ({"email": "a@lab.test", "preferred_username": "anna"}, "a@lab.test"),
        ({"email": "a@lab.test", "email_verified": False, "upn": "b@lab.test"}, "b@lab.test"),
        ({"email": "a@lab.test", "email_verified": "false"}, ""),
        ({"preferred_username": "anna"}, ""),
    ],
)
def test_who_has_signed_in_is_an_address_that_the_provider_stands_for(claims, address) -> None:
    assert identity(TokenSet("a", NOW, claims=claims)).address == address


def test_the_lasting_name_and_the_directory_are_told() -> None:
    claims = {"sub": "s", "oid": "o", "tid": "t"}
    assert identity(TokenSet("a", NOW, claims=claims)) == Identity("", "o", "t")


@pytest.mark.parametrize(
    ("asked", "granted", "missing"),
    [
        ("openid offline_access mail", "", []),
        ("openid offline_access mail", "mail", []),
        ("https://mail.google.com/", "openid", ["https://mail.google.com/"]),
        ("https://mail.google.com/", "https://mail.google.com/ email", []),
        ("https://outlook.office.com/SMTP.Send", "SMTP.Send", []),
        ("https://outlook.office.com/SMTP.Send", "https://outlook.office365.com/smtp.send", []),
        ("x/IMAP x/SMTP.Send", "x/IMAP", ["x/SMTP.Send"]),
    ],
)
def test_rights_that_were_not_granted_are_seen(asked, granted, missing) -> None:
    assert missing_scopes(asked.split(), granted.split()) == missing


@pytest.mark.parametrize(
    ("protocol", "grant", "signed_in", "user"),
    [
        (Protocol.IMAP, Grant.CONSENT, "anna@lab.test", "support@lab.test"),
        (Protocol.POP3, Grant.CONSENT, "anna@lab.test", "support@lab.test"),
        (Protocol.SMTP, Grant.CONSENT, "anna@lab.test", "anna@lab.test"),
        (Protocol.SMTP, Grant.CONSENT, "Support@lab.test", "support@lab.test"),
        (Protocol.SMTP, Grant.CONSENT, "", "support@lab.test"),
        (Protocol.SMTP, Grant.APPLICATION, "anna@lab.test", "support@lab.test"),
    ],
)
def test_a_shared_mailbox_is_read_as_itself_and_sent_from_as_the_person(
    protocol, grant, signed_in, user
) -> None:
    assert sasl_user("support@lab.test", protocol, grant=grant, signed_in=signed_in) == user
