"""The tokens of each provider open real mailboxes, by both mechanisms over every protocol."""

from itertools import product

import pytest

from tests.servers.issuer import Issuer
from tests.wire.oauth.applications import REDIRECT, WITH_CONSENT, application
from wire.endpoints import Encryption, Protocol
from wire.errors import Cause, Step, WireError
from wire.oauth.identity import sasl_user
from wire.oauth.providers.catalogue import of
from wire.oauth.values import Grant, TokenSet
from wire.sasl.method import WITH_TOKEN, Method

pytestmark = pytest.mark.real
CELLS = list(product(Protocol, sorted(WITH_TOKEN)))
ALONE = ("microsoft", "generic", "google-service-account")


def signed_in(issuer: Issuer, provider: str, user: str) -> TokenSet:
    app = application(issuer, provider)
    pending = of(app).begin(app, REDIRECT, login_hint=user)
    tokens = of(app).finish(app, pending, issuer.consent(pending.authorization_url, user))
    return of(app).refresh(app, tokens.refresh_token)


def cell(protocol: Protocol, method: Method) -> tuple:
    return protocol, Encryption.STARTTLS, method


@pytest.mark.parametrize(("protocol", "method"), CELLS)
@pytest.mark.parametrize("provider", WITH_CONSENT)
def test_a_persons_token_opens_the_own_mailbox(
    issuer, sign_in, mailbox, provider, protocol, method
) -> None:
    token = signed_in(issuer, provider, mailbox).access_token
    steps = sign_in(cell(protocol, method), mailbox, token, allow_clear=False)
    assert f"signed in as {mailbox} by {method.label}" in {one.detail for one in steps}


@pytest.mark.parametrize(("protocol", "method"), CELLS)
@pytest.mark.parametrize("provider", ALONE)
def test_an_applications_token_opens_any_mailbox(
    issuer, sign_in, mailbox, provider, protocol, method
) -> None:
    app = application(issuer, provider, grant=Grant.APPLICATION)
    token = of(app).client_credentials(app, mailbox).access_token
    user = sasl_user(mailbox, protocol, grant=Grant.APPLICATION)
    steps = sign_in(cell(protocol, method), user, token, allow_clear=False)
    assert f"signed in as {mailbox} by {method.label}" in {one.detail for one in steps}


@pytest.mark.parametrize(("protocol", "method"), CELLS)
def test_a_persons_token_does_not_open_another_mailbox(
    issuer, sign_in, dovecot, mailbox, protocol, method
) -> None:
    token = signed_in(issuer, "microsoft", mailbox).access_token
    with pytest.raises(WireError) as caught:
        sign_in(cell(protocol, method), dovecot.mailbox(), token)
    assert (caught.value.cause, caught.value.step) == (Cause.CREDENTIALS, Step.AUTHENTICATION)
    assert token not in str(caught.value)


@pytest.mark.parametrize("method", sorted(WITH_TOKEN))
@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
def test_a_shared_mailbox_is_read_under_its_own_name(
    issuer, sign_in, dovecot, mailbox, protocol, method
) -> None:
    shared = dovecot.mailbox()
    issuer.grants.shared[mailbox] = shared
    token = signed_in(issuer, "microsoft", mailbox).access_token
    user = sasl_user(shared, protocol, grant=Grant.CONSENT, signed_in=mailbox)
    sign_in(cell(protocol, method), user, token, allow_clear=False)
    assert (dovecot.logins(shared), dovecot.logins(mailbox)) == (1, 0)


@pytest.mark.parametrize("method", sorted(WITH_TOKEN))
def test_mail_of_a_shared_mailbox_leaves_under_the_name_of_the_person(
    issuer, send_as, dovecot, postfix, mailbox, method
) -> None:
    shared = dovecot.mailbox()
    issuer.grants.shared[mailbox] = shared
    token = signed_in(issuer, "microsoft", mailbox).access_token
    user = sasl_user(shared, Protocol.SMTP, grant=Grant.CONSENT, signed_in=mailbox)
    send_as(user, token, method=method, sender=shared)
    assert postfix.sasl_users(shared) == [(method.sasl_name, mailbox)]


def test_a_token_that_has_expired_is_refused_and_says_what_to_do(tokens, sign_in, mailbox) -> None:
    expired = tokens.token(mailbox, seconds=-60)
    with pytest.raises(WireError, match="Authorise the account again") as caught:
        sign_in(cell(Protocol.IMAP, Method.XOAUTH2), mailbox, expired)
    assert caught.value.cause is Cause.CREDENTIALS
