"""A hunt for sentinels: no code, token, secret or assertion in any log at DEBUG, nor in any error."""

import logging
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.servers.grants import KEY_PEM
from tests.wire.oauth.applications import (
    REDIRECT,
    WITH_CONSENT,
    application,
    with_certificate,
)
from wire.errors import WireError
from wire.oauth.providers.catalogue import of
from wire.oauth.values import Client, Grant

ANNA = "anna@lab.test"
FAULTS = ["", "echo", "html", "down", "invalid_grant", "wrong_nonce", "wrong_tenant"]
PARTS = ("s3ntinel", "eyJ", KEY_PEM.splitlines()[5])


@pytest.fixture
def said(caplog, capfd, issuer):
    """All that was logged and printed, with the names of all loggers set to DEBUG."""
    for name in ("msal", "google", "google.auth", "requests", "urllib3", "wire"):
        caplog.set_level(logging.DEBUG, name)
    caplog.set_level(logging.DEBUG)
    return lambda: (
        caplog.text
        + "".join(str(one.__dict__) for one in caplog.records)
        + "".join(capfd.readouterr())
    )


def chain(error: BaseException | None) -> str:
    """What a traceback would tell: the error and those behind it that it does not hide."""
    texts = []
    while error is not None:
        texts.append(f"{error} {error!r}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(texts)


def attempted(*steps) -> str:
    told = ""
    for step in steps:
        try:
            told += repr(step())
        except WireError as error:
            told += chain(error)
    return told


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("provider", WITH_CONSENT)
def test_no_consent_and_no_refresh_leaves_a_trace(issuer, said, provider: str, fault: str) -> None:
    app = application(issuer, provider)
    pending = of(app).begin(app, REDIRECT)
    back = issuer.consent(pending.authorization_url, ANNA)
    other = issuer.consent(pending.authorization_url, ANNA)
    issuer.fail = fault
    told = attempted(
        lambda: of(app).finish(app, pending, back),
        lambda: of(app).finish(app, replace(pending, state="x"), other),
        lambda: of(app).refresh(app, "s3ntinel-refresh"),
        lambda: of(app).verify(app),
        lambda: app,
    )
    heard = said() + told
    assert [heard[max(0, heard.find(one) - 300) :][:400] for one in PARTS if one in heard] == []
    query = dict(parse_qsl(urlsplit(pending.authorization_url).query))
    assert query["state"] not in heard
    assert query["nonce"] not in heard
    assert pending.code_verifier not in heard


@pytest.mark.parametrize("fault", FAULTS)
def test_no_application_leaves_a_trace(issuer, said, fault: str) -> None:
    apps = [
        application(issuer, "microsoft", grant=Grant.APPLICATION),
        with_certificate(issuer, "microsoft"),
        with_certificate(issuer, "generic"),
        application(issuer, "google-service-account"),
        application(issuer, "google-service-account", client=Client(key_file="s3ntinel")),
    ]
    issuer.fail = fault
    told = attempted(*(lambda app=app: of(app).client_credentials(app, ANNA) for app in apps))
    told += repr(apps)
    heard = said() + told
    assert [heard[max(0, heard.find(one) - 300) :][:400] for one in PARTS if one in heard] == []
