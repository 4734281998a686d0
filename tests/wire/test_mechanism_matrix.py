"""Every method over every protocol and encryption, against a real Dovecot, Postfix and KDC."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from tests.servers.dovecot import PASSWORD
from wire.endpoints import Encryption, Protocol
from wire.errors import Cause, Step, WireError
from wire.sasl.choice import available, methods_of
from wire.sasl.method import WITH_TOKEN, Method

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("realm")]
CELLS = [
    (protocol, encryption, method)
    for protocol, encryption in product(Protocol, Encryption)
    for method in methods_of(protocol)
    if method is not Method.AUTOMATIC
]


def marked(cells):
    kerberos = {Method.GSSAPI: pytest.mark.kerberos}
    return [pytest.param(one, id="-".join(one), marks=kerberos.get(one[2], ())) for one in cells]


def chosen(steps) -> str:
    return next(one.detail for one in reversed(steps) if one.step is Step.AUTHENTICATION)


@pytest.fixture(scope="module")
def attempts(dovecot, postfix):
    """The failed attempts that the servers have counted so far, by protocol and mechanism."""

    def counted() -> dict[str, Counter[str]]:
        smtp = {"smtp": postfix.failed_attempts()}
        return {name: dovecot.failed_attempts(name) for name in ("imap", "pop3")} | smtp

    return counted


@pytest.fixture(scope="module")
def refusals(sign_in, dovecot, tokens, realm, attempts):
    """Signs in to every cell once with a wrong secret: the errors, and what the servers counted.

    All at once, because Dovecot answers a wrong password only after half a second.
    """
    user = dovecot.mailbox()
    realm.add(user, PASSWORD)
    expired = tokens.token(user, seconds=-60)
    before = attempts()

    def refused(cell) -> WireError:
        with pytest.raises(WireError) as caught:
            sign_in(cell, user, expired if cell[2] in WITH_TOKEN else "wrong")
        return caught.value

    possible = [cell for cell in CELLS if not available(cell[2])]
    with ThreadPoolExecutor(24) as pool:
        errors = dict(zip(possible, pool.map(refused, possible), strict=True))
    after = attempts()
    return errors, {protocol: after[protocol] - before[protocol] for protocol in after}


@pytest.mark.parametrize("cell", marked(CELLS))
def test_the_right_secret_signs_in(cell, sign_in, mailbox, tokens, realm) -> None:
    if cell[2] is Method.GSSAPI:
        realm.add(mailbox, PASSWORD)
    secret = tokens.token(mailbox) if cell[2] in WITH_TOKEN else PASSWORD
    steps = sign_in(cell, mailbox, secret)
    assert chosen(steps) == f"signed in as {mailbox} by {cell[2].label}"


@pytest.mark.parametrize("cell", marked(CELLS))
def test_a_wrong_secret_is_told_from_everything_else(cell, refusals) -> None:
    error = refusals[0][cell]
    assert (error.cause, error.step) == (Cause.CREDENTIALS, Step.AUTHENTICATION)
    assert "localhost" in error.why.tried


@pytest.mark.parametrize("protocol", Protocol)
def test_each_wrong_secret_is_one_failed_attempt(protocol, refusals) -> None:
    # Kerberos refuses a wrong password itself: the mail server never hears of it.
    tried = [cell[2] for cell in CELLS if cell[0] is protocol and cell[2] is not Method.GSSAPI]
    logged = Counter("PLAIN" if one is Method.CLEAR else one.sasl_name for one in tried)
    assert refusals[1][protocol] == logged


@pytest.mark.parametrize("protocol", Protocol)
def test_automatic_is_the_strongest_and_hides_the_password(protocol, sign_in, mailbox) -> None:
    cell = (protocol, Encryption.NONE, Method.AUTOMATIC)
    steps = sign_in(cell, mailbox, PASSWORD, allow_clear=False)
    assert chosen(steps).endswith("by SCRAM-SHA-256")


@pytest.mark.parametrize("protocol", Protocol)
def test_automatic_signs_in_with_a_token(protocol, sign_in, mailbox, tokens) -> None:
    cell = (protocol, Encryption.STARTTLS, Method.AUTOMATIC)
    steps = sign_in(cell, mailbox, tokens.token(mailbox), allow_clear=False, token=True)
    assert chosen(steps).endswith("by OAUTHBEARER")


@pytest.mark.parametrize("protocol", Protocol)
def test_a_token_never_leaves_readable_without_leave(protocol, sign_in, mailbox, tokens) -> None:
    cell = (protocol, Encryption.NONE, Method.XOAUTH2)
    with pytest.raises(WireError, match="access token would travel readable"):
        sign_in(cell, mailbox, tokens.token(mailbox), allow_clear=False)


def test_what_the_provider_says_of_a_refused_token_is_kept(refusals) -> None:
    error = refusals[0][Protocol.IMAP, Encryption.TLS, Method.XOAUTH2]
    assert '"status":"401"' in error.why.answer
    assert "Authorise" in error.why.remedy
