"""From a provider's error to the words the administrator reads: the table, row by row."""

import json

import pytest

from wire.errors import Cause
from wire.fetch import Answer, Outgoing
from wire.oauth import known
from wire.oauth.errors import OAuthError
from wire.oauth.refusals import Refusal, error_for, judge

URL = "https://login.microsoftonline.com/t/oauth2/v2.0/token"
GONE, APPLICATION, AGAIN = Cause.CREDENTIALS, Cause.CONFIGURATION, Cause.PASSING
FIELDS = {
    *("", "client_id", "secret", "certificate", "key_file", "tenant", "scopes", "grant"),
    *("issuer", "token_url", "redirect_uri", "provider"),
}

# error, Microsoft's number or words -> what it means, and a part of the words
TABLE = [
    ("invalid_request", "AADSTS50011: The redirect URI", APPLICATION, "exactly the redirect URL"),
    ("invalid_request", "AADSTS900971: No reply address", APPLICATION, "exactly the redirect URL"),
    ("unauthorized_client", "AADSTS700016: not found", APPLICATION, "no application with this"),
    ("unauthorized_client", "AADSTS700011: not found", APPLICATION, "no application with this"),
    ("invalid_request", "AADSTS90002: Tenant not found", APPLICATION, "not know this tenant"),
    ("invalid_request", "AADSTS50059: No tenant", APPLICATION, "not know this tenant"),
    ("invalid_request", "AADSTS900382: cloud", APPLICATION, "national clouds"),
    ("invalid_request", "AADSTS50194: not multi-tenant", APPLICATION, "one organisation only"),
    ("invalid_client", "AADSTS7000215: Invalid client secret", APPLICATION, "not its Secret ID"),
    ("invalid_client", "AADSTS7000222: expired", APPLICATION, "The client secret has expired"),
    ("invalid_client", "AADSTS7000218: must contain", APPLICATION, "no secret or certificate"),
    ("invalid_client", "AADSTS700025: public client", APPLICATION, "public client"),
    ("invalid_client", "AADSTS700027: failed signature", APPLICATION, "not accept the certificate"),
    ("unauthorized_client", "AADSTS7000112: disabled", APPLICATION, "switched off"),
    ("invalid_grant", "AADSTS50105: not assigned", GONE, "not assigned"),
    ("invalid_grant", "AADSTS65001: no consent", GONE, "Grant admin consent"),
    ("consent_required", "AADSTS90094: admin consent", GONE, "Grant admin consent"),
    ("access_denied", "AADSTS65004: declined", GONE, "declined"),
    ("invalid_client", "AADSTS650057: Invalid resource", APPLICATION, "does not name the perm"),
    ("invalid_request", "AADSTS650056: Misconfigured", APPLICATION, "does not name the perm"),
    ("invalid_scope", "AADSTS70011: scope", APPLICATION, "Empty the field with scopes"),
    ("invalid_resource", "AADSTS500011: principal", APPLICATION, "Exchange Online does not exist"),
    ("invalid_grant", "AADSTS70008: expired", GONE, "expired or was revoked"),
    ("invalid_grant", "AADSTS700082: inactivity", GONE, "expired or was revoked"),
    ("invalid_grant", "AADSTS50173: password changed", GONE, "change of password"),
    ("invalid_grant", "AADSTS70043: frequency", GONE, "sign-in frequency"),
    ("interaction_required", "AADSTS50076: MFA", GONE, "second factor"),
    ("invalid_grant", "AADSTS50034: not in directory", GONE, "not in the organisation"),
    ("invalid_request", "AADSTS50020: from provider", GONE, "not in the organisation"),
    ("invalid_grant", "AADSTS50126: credentials", GONE, "password was wrong"),
    ("invalid_grant", "AADSTS50053: locked", GONE, "locked"),
    ("invalid_grant", "AADSTS50055: password", GONE, "password of the account has expired"),
    ("invalid_grant", "AADSTS50057: disabled", GONE, "account is disabled"),
    ("access_denied", "AADSTS53003: blocked", GONE, "conditional access"),
    ("invalid_grant", "AADSTS530032: blocked", GONE, "conditional access"),
    ("invalid_grant", "AADSTS54005: redeemed", GONE, "used before"),
    ("invalid_grant", "AADSTS501481: verifier", GONE, "belongs to another attempt"),
    ("invalid_request", "AADSTS700005: other tenant", APPLICATION, "another tenant"),
    ("invalid_grant", "AADSTS50196: loop", AGAIN, "asked too often"),
    ("temporarily_unavailable", "AADSTS90033: transient", AGAIN, "has trouble"),
    ("server_error", "AADSTS90055: too many", AGAIN, "has trouble"),
    ("invalid_grant", "Token has been expired or revoked.", GONE, "it has expired, was revoked"),
    ("invalid_grant", "Bad Request", GONE, "it has expired, was revoked"),
    ("invalid_grant", "invalid_rapt", GONE, "session control"),
    ("invalid_grant", "Invalid JWT Signature.", GONE, "key of the service account"),
    ("invalid_grant", "Invalid JWT: Token must be a short-lived token", GONE, "clock"),
    ("invalid_grant", "Invalid email or User ID", GONE, "no mailbox with this address"),
    ("invalid_client", "The OAuth client was not found.", APPLICATION, "not believe the appl"),
    ("deleted_client", "The OAuth client was deleted.", APPLICATION, "deleted or disabled"),
    ("unauthorized_client", "Client is unauthorized to retrieve access tokens using this method",
     APPLICATION, "Domain-wide delegation"),
    ("unauthorized_client", "Unauthorized", APPLICATION, "kind of grant"),
    ("access_denied", "", GONE, "consent was refused"),
    ("admin_policy_enforced", "", APPLICATION, "App access control"),
    ("org_internal", "", APPLICATION, "own Google organisation"),
    ("redirect_uri_mismatch", "", APPLICATION, "exactly the redirect URL"),
    ("invalid_request", "Invalid parameter value for redirect_uri", APPLICATION, "exactly the"),
    ("invalid_request", "Missing parameter", APPLICATION, "cannot use our request"),
    ("invalid_scope", "", APPLICATION, "does not know these scopes"),
    ("unsupported_grant_type", "", APPLICATION, "other kind of grant"),
    ("invalid_target", "", APPLICATION, "service that the token is for"),
    ("login_required", "", GONE, "sign in again"),
    ("slow_down", "", AGAIN, "asked too often"),
    ("temporarily_unavailable", "", AGAIN, "has trouble"),
    *((one.value, "", GONE, "") for one in (known.Own.STATE, known.Own.HOST, known.Own.NO_CODE)),
    *((one.value, "", GONE, "") for one in (known.Own.SCOPE, known.Own.PERSON)),
    *((one.value, "", APPLICATION, "") for one in (known.Own.ISSUER, known.Own.NO_REFRESH)),
    *((one.value, "", APPLICATION, "") for one in (known.Own.NOTHING, known.Own.DISCOVERY)),
    *((one.value, "", APPLICATION, "") for one in (known.Own.KEY_FILE, known.Own.CLIENT)),
]  # fmt: skip


@pytest.mark.parametrize(("error", "description", "cause", "words"), TABLE)
def test_each_refusal_says_what_to_do(error, description, cause: Cause, words: str) -> None:
    found = error_for(Refusal(error, description, URL))
    assert found.cause is cause
    assert words in f"{found.why.likely} {found.why.remedy}"
    assert found.why.remedy.endswith((".", "?code=" + found.number.removeprefix("AADSTS")))


def test_every_row_is_reached_and_names_a_field_of_the_form() -> None:
    reached = {error_for(Refusal(error, words)).why.likely for error, words, *_ in TABLE}
    assert {row.likely for row in known.table()} <= reached
    assert {row.field for row in known.table()} <= FIELDS
    assert sum(len(row.codes.split()) for row in known.table()) >= 100
    assert len(reached) >= 40


def answered(status: int, content: object, **form: str) -> Exception:
    body = "&".join(f"{name}={value}" for name, value in form.items()).encode()
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(Exception, match="step") as caught:
        judge(Outgoing("POST", URL, {}, body), Answer(status, {}, raw, "id.test:443 (TLS)"))
    return caught.value


def test_a_number_leads_to_microsofts_own_page() -> None:
    error = error_for(Refusal("invalid_grant", "AADSTS65001: no", URL))
    assert "https://login.microsoftonline.com/error?code=65001" in error.why.remedy
    assert (error.number, error.error) == ("AADSTS65001", "invalid_grant")


def test_an_unknown_refusal_is_shown_and_said_to_be_unknown() -> None:
    error = answered(400, {"error": "xyzzy", "error_description": "plugh"})
    assert error.why.likely == known.UNKNOWN.likely
    assert error.why.answer == "xyzzy: plugh"
    assert error.cause is APPLICATION


def test_an_unknown_number_is_decided_by_the_standards_error() -> None:
    assert (
        answered(400, {"error": "invalid_grant", "error_description": "AADSTS99999: x"}).cause
        is GONE
    )


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_is_passing_whatever_its_words(status: int) -> None:
    assert answered(status, {"error": "invalid_request"}).cause is AGAIN
    assert answered(status, b"<html>").cause is AGAIN


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404])
def test_a_page_in_place_of_an_answer_never_ends_a_grant(status: int) -> None:
    error = answered(status, b"<html>Sign in to the hotel's network</html>")
    assert error.cause is APPLICATION
    assert "hotel" not in str(error)


@pytest.mark.parametrize("content", [b"<html>", b"", b"[]", b"[" * 100_000])
def test_an_answer_that_is_none_never_ends_a_grant(content: bytes) -> None:
    error = answered(200, content)
    assert error.cause is APPLICATION
    assert not error.needs_sign_in


def test_what_was_sent_and_tokens_are_not_repeated() -> None:
    sent = {"code": "s3ntinel1", "refresh_token": "s3ntinel2", "client_secret": "s3ntinel3"}
    words = f"{sent} eyJhbGciOi.s3ntinel4.x ya29.s3ntinel5 1//s3ntinel6-0123456789abcdef"
    error = answered(400, {"error": "s3ntinel1", "error_description": words}, **sent)
    assert isinstance(error, OAuthError)
    assert "s3ntinel" not in f"{error} {error!r} {error.why} {error.error} {error.reference}"


def test_long_words_are_cut() -> None:
    error = answered(400, {"error": "x", "error_description": "long\n" * 10_000})
    assert len(error.why.answer) < 700


def test_an_error_of_googles_services_is_understood() -> None:
    error = answered(403, {"error": {"status": "PERMISSION_DENIED", "message": "no"}})
    assert error.why.answer == "PERMISSION_DENIED: no"
