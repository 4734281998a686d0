"""Which method is chosen from what a server offers."""

import pytest

from wire.endpoints import Credentials, Protocol
from wire.errors import Cause, Step, WireError
from wire.sasl import kerberos
from wire.sasl.choice import Offer, available, choose, methods_of
from wire.sasl.method import Method


def credentials(method: Method = Method.AUTOMATIC, **fields) -> Credentials:
    return Credentials("anna", "secret", method=method, **fields)


def offer(*mechanisms: str, protocol=Protocol.IMAP, encrypted=True, **fields) -> Offer:
    return Offer(protocol, encrypted, frozenset(mechanisms), **fields)


ALL = ("LOGIN", "PLAIN", "NTLM", "GSSAPI", "XOAUTH2", "OAUTHBEARER", "CRAM-MD5", "DIGEST-MD5")
AUTOMATIC = [
    (offer(*ALL, "SCRAM-SHA-1", "SCRAM-SHA-256"), Method.SCRAM_SHA_256),
    (offer(*ALL, "SCRAM-SHA-1"), Method.SCRAM_SHA_1),
    (offer(*ALL), Method.CRAM_MD5),
    (offer("PLAIN", "DIGEST-MD5"), Method.DIGEST_MD5),
    (offer("PLAIN", protocol=Protocol.POP3, apop=True, clear=True), Method.APOP),
    (offer("LOGIN", "PLAIN", clear=True), Method.PLAIN),
    (offer("LOGIN", clear=True), Method.LOGIN),
    (offer("NTLM", "GSSAPI", "XOAUTH2", clear=True), Method.CLEAR),
]


@pytest.mark.parametrize(("offered", "expected"), AUTOMATIC, ids=str)
def test_automatic_takes_the_strongest_offered(offered, expected) -> None:
    assert choose(credentials(), offered) is expected


@pytest.mark.parametrize("name", ["OAUTHBEARER", "XOAUTH2"])
def test_automatic_sends_a_token_only_by_a_method_for_tokens(name) -> None:
    chosen = choose(credentials(token=True), offer(name, "PLAIN", "SCRAM-SHA-256", clear=True))
    assert chosen.sasl_name == name


def test_automatic_never_tries_ntlm_kerberos_or_tokens_with_a_password() -> None:
    with pytest.raises(WireError, match=r"with a password here\. It offers: GSSAPI, NTLM, XOAUTH2"):
        choose(credentials(), offer("NTLM", "GSSAPI", "XOAUTH2"))


def test_without_encryption_a_hidden_password_needs_no_leave() -> None:
    offered = offer("PLAIN", "CRAM-MD5", encrypted=False, clear=True)
    assert choose(credentials(), offered) is Method.CRAM_MD5


@pytest.mark.parametrize("method", [Method.AUTOMATIC, Method.PLAIN, Method.LOGIN, Method.CLEAR])
def test_without_encryption_a_readable_password_needs_leave(method) -> None:
    offered = offer("PLAIN", "LOGIN", encrypted=False, clear=True)
    with pytest.raises(WireError, match="readable"):
        choose(credentials(method), offered)
    assert choose(credentials(method, allow_clear=True), offered)


def test_a_method_that_is_not_offered_is_refused_with_what_is() -> None:
    with pytest.raises(WireError) as caught:
        choose(credentials(Method.CRAM_MD5), offer("PLAIN", "LOGIN", at="mail.lab.test:993"))
    error = caught.value
    assert (error.cause, error.step) == (Cause.CONFIGURATION, Step.AUTHENTICATION)
    assert "does not offer CRAM-MD5 here. It offers: LOGIN, PLAIN." in error.why.likely
    assert error.why.tried == "mail.lab.test:993"


def test_a_server_that_tells_nothing_is_asked_for_the_chosen_method_all_the_same() -> None:
    silent = offer(protocol=Protocol.POP3, told=False, clear=True)
    assert choose(credentials(Method.CRAM_MD5), silent) is Method.CRAM_MD5
    assert choose(credentials(), silent) is Method.CLEAR


def test_login_in_clear_text_is_refused_where_the_server_disables_it() -> None:
    with pytest.raises(WireError, match="does not offer Clear text"):
        choose(credentials(Method.CLEAR), offer("PLAIN", clear=False))


@pytest.mark.parametrize(
    ("method", "protocol"),
    [
        (Method.APOP, Protocol.IMAP),
        (Method.APOP, Protocol.SMTP),
        (Method.CLEAR, Protocol.SMTP),
    ],
)
def test_methods_exist_only_where_the_protocol_has_them(method, protocol) -> None:
    assert method not in methods_of(protocol)
    with pytest.raises(WireError, match="There is no"):
        choose(credentials(method), offer("PLAIN", protocol=protocol))


def test_every_method_exists_in_pop3() -> None:
    assert set(methods_of(Protocol.POP3)) == set(Method)


def test_kerberos_that_is_not_installed_says_how_to_install_it(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "gssapi", None)
    assert available(Method.GSSAPI) == kerberos.INSTALL
    with pytest.raises(WireError, match="libkrb5-dev"):
        choose(credentials(Method.GSSAPI), offer("GSSAPI"))
