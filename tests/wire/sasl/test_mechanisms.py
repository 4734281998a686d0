"""The mechanisms against the examples of their RFCs; a server that lies is found out."""

import base64

import pytest

from tests.servers import ntlm_helper
from wire.errors import Cause
from wire.sasl.cram_md5 import CramMd5
from wire.sasl.digest_md5 import DigestMd5
from wire.sasl.errors import SaslError
from wire.sasl.login import Login
from wire.sasl.mechanism import Secret
from wire.sasl.method import Method
from wire.sasl.ntlm import Ntlm
from wire.sasl.oauthbearer import OAuthBearer
from wire.sasl.plain import Plain
from wire.sasl.scram import Scram
from wire.sasl.xoauth2 import XOAuth2

TIM = Secret("tim", "tanstaaftanstaaf", "imap", "mail.lab.test", 143)
CHRIS = Secret("chris", "secret", "imap", "elwood.innosoft.com", 143)
USER = Secret("user", "pencil", "imap", "mail.lab.test", 143)
DIGEST_CHALLENGE = (
    b'realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth",'
    b"algorithm=md5-sess,charset=utf-8"
)
RFC_5802 = {
    "nonce": "fyko+d2lbbFgONRv9qkxdawL",
    "first": b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    "proof": b"p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    "final": b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
}
RFC_7677 = {
    "nonce": "rOprNGfwEbeRWgbNEkqO",
    "first": b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    b"s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "proof": b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "final": b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
}
SCRAMS = [(Method.SCRAM_SHA_1, RFC_5802), (Method.SCRAM_SHA_256, RFC_7677)]


def digest_md5() -> DigestMd5:
    return DigestMd5(CHRIS, nonce=lambda: "OA6MHXh6VqTrRk")


def test_plain_is_the_example_of_its_rfc() -> None:
    mechanism = Plain(TIM)
    assert mechanism.step(None) == b"\0tim\0tanstaaftanstaaf"
    assert mechanism.done


def test_login_answers_in_order_whatever_the_prompts_say() -> None:
    mechanism = Login(TIM)
    assert [mechanism.step(b"Benutzer?"), mechanism.step(b"")] == [b"tim", b"tanstaaftanstaaf"]
    assert mechanism.done
    with pytest.raises(SaslError, match="third"):
        mechanism.step(b"Password:")


def test_cram_md5_is_the_example_of_its_rfc() -> None:
    challenge = b"<1896.697170952@postoffice.reston.mci.net>"
    assert CramMd5(TIM).step(challenge) == b"tim b913a602c7eda7a495b4e6e7334d3890"


def test_digest_md5_is_the_example_of_its_rfc() -> None:
    mechanism = digest_md5()
    assert b"response=d388dad90d4bbd760a152321f2143af7" in mechanism.step(DIGEST_CHALLENGE)
    assert not mechanism.done
    assert mechanism.step(b"rspauth=ea40f60335c427b5527b84dbabcdfffd") == b""
    assert mechanism.done


def test_digest_md5_finds_out_a_server_that_does_not_know_the_password() -> None:
    mechanism = digest_md5()
    mechanism.step(DIGEST_CHALLENGE)
    with pytest.raises(SaslError, match="prove"):
        mechanism.step(b"rspauth=00000000000000000000000000000000")


@pytest.mark.parametrize(
    ("challenge", "words"),
    [
        (b'nonce="a",algorithm=md5-sess,qop="auth-conf"', "security layer"),
        (b'nonce="a",nonce="b",algorithm=md5-sess', "a nonce"),
        (b'nonce="a"', "algorithm"),
        (b'nonce="a",algorithm=md5-sess,' + b"x" * 3000, "too long"),
    ],
)
def test_digest_md5_refuses_challenges_against_its_rules(challenge, words) -> None:
    with pytest.raises(SaslError, match=words):
        digest_md5().step(challenge)


def test_digest_md5_takes_the_realm_of_the_users_own_domain() -> None:
    secret = Secret("anna@b.test", "x", "imap", "h", 143)
    challenge = b'realm="a.test",realm="b.test",nonce="n",algorithm=md5-sess'
    assert b'realm="b.test"' in DigestMd5(secret).step(challenge)


@pytest.mark.parametrize(("method", "example"), SCRAMS, ids=str)
def test_scram_is_the_example_of_its_rfc(method, example) -> None:
    mechanism = Scram(USER, method, nonce=example["nonce"])
    assert mechanism.step(None) == f"n,,n=user,r={example['nonce']}".encode()
    assert mechanism.step(example["first"]).endswith(example["proof"])
    assert not mechanism.done
    assert mechanism.step(example["final"]) == b""
    assert mechanism.done


def test_scram_finds_out_a_server_that_does_not_know_the_password() -> None:
    mechanism = Scram(USER, Method.SCRAM_SHA_1, nonce=RFC_5802["nonce"])
    mechanism.step(None)
    mechanism.step(RFC_5802["first"])
    with pytest.raises(SaslError, match="prove"):
        mechanism.step(b"v=" + base64.b64encode(b"x" * 20))


def test_scram_refuses_a_nonce_that_is_not_built_on_its_own() -> None:
    mechanism = Scram(USER, Method.SCRAM_SHA_1, nonce=RFC_5802["nonce"])
    mechanism.step(None)
    with pytest.raises(SaslError, match="makes no sense"):
        mechanism.step(b"r=other,s=QSXCR+Q6sek8bf92,i=4096")


def test_xoauth2_is_the_published_example() -> None:
    token = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"
    secret = Secret("someuser@example.com", token, "imap", "h", 143)
    assert base64.b64encode(XOAuth2(secret).step(None)) == (
        b"dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNr"
        b"QmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
    )


def test_oauthbearer_names_user_host_and_port_and_quotes_the_user() -> None:
    secret = Secret("a,b=c@example.com", "token", "imap", "server.example.com", 143)
    assert OAuthBearer(secret).step(None) == (
        b"n,a=a=2Cb=3Dc@example.com,\1host=server.example.com\1port=143\1auth=Bearer token\1\1"
    )


@pytest.mark.parametrize(("kind", "farewell"), [(XOAuth2, b""), (OAuthBearer, b"\1")])
def test_a_refused_token_is_answered_as_its_rule_says_and_the_reason_kept(kind, farewell) -> None:
    mechanism = kind(TIM)
    mechanism.step(None)
    assert mechanism.step(b'{"status":"invalid_token"}') == farewell
    assert mechanism.refusal == '{"status":"invalid_token"}'


@pytest.mark.parametrize(("password", "verdict"), [("right", "AF"), ("wrong", "NA")])
@pytest.mark.parametrize("user", ["anna@lab.test", "LAB\\anna", "anna"])
def test_ntlm_proves_the_password_to_a_server_of_its_own_kind(user, password, verdict) -> None:
    mechanism = Ntlm(Secret(user, password, "imap", "mail.lab.test", 143))
    assert mechanism.step(None).startswith(b"NTLMSSP\0\1")
    proof = mechanism.step(ntlm_helper.challenge_message())
    assert ntlm_helper.verdict(proof, "right").startswith(verdict)
    assert mechanism.done


@pytest.mark.parametrize("length", [0, 8, 11, 12, 20, 40])
def test_ntlm_refuses_a_challenge_that_is_cut_off(length) -> None:
    mechanism = Ntlm(TIM)
    mechanism.step(None)
    with pytest.raises(SaslError) as caught:
        mechanism.step(ntlm_helper.challenge_message()[:length])
    assert caught.value.cause is Cause.CONFIGURATION


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        (b"message digest", "d9130a8164549fe818874806e1c7014b"),
        (b"1234567890" * 8, "e33b4ddc9c38f2199c3e7b164fcc0536"),
    ],
)
def test_the_helpers_md4_is_that_of_its_rfc(text, digest) -> None:
    assert ntlm_helper.md4(text).hex() == digest


def test_a_password_never_shows_in_a_representation() -> None:
    assert "tanstaaf" not in repr(TIM)
