"""How an application proves who it is: by secret in form or header, or by certificate."""

import base64
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.servers.grants import CERTIFICATE, CERTIFICATE_PEM, KEY_PEM
from wire.oauth.proof import proof
from wire.oauth.values import Client, Endpoints

NOW = datetime.now(UTC)
IN_FORM = Endpoints(token_url="https://id.test/token")
IN_HEADER = Endpoints(token_url="https://id.test/token", secret_in_header=True)


def test_a_secret_goes_into_the_form() -> None:
    fields, headers = proof(Client("me", "a b"), IN_FORM, now=NOW)
    assert (fields, headers) == ({"client_id": "me", "client_secret": "a b"}, {})


def test_a_secret_in_the_header_is_encoded_first() -> None:
    fields, headers = proof(Client("m:e", "a b%ü"), IN_HEADER, now=NOW)
    kind, _, pair = headers["Authorization"].partition(" ")
    assert (fields, kind) == ({}, "Basic")
    assert base64.b64decode(pair) == b"m%3Ae:a+b%25%C3%BC"


@pytest.mark.parametrize("endpoints", [IN_FORM, IN_HEADER])
def test_a_public_client_only_names_itself(endpoints) -> None:
    assert proof(Client("me"), endpoints, now=NOW) == ({"client_id": "me"}, {})


def test_a_certificate_signs_for_this_token_endpoint_only_and_for_minutes() -> None:
    client = Client("me", "unused", CERTIFICATE_PEM, KEY_PEM)
    fields, _ = proof(client, IN_HEADER, now=NOW)
    assertion = fields["client_assertion"]
    claims = jwt.decode(
        assertion,
        CERTIFICATE.public_key(),
        ["RS256"],
        audience="https://id.test/token",
        options={"verify_exp": False},  # the clock of the test stands still
    )
    assert (claims["iss"], claims["sub"]) == ("me", "me")
    assert claims["exp"] - claims["iat"] == 300
    assert len(jwt.get_unverified_header(assertion)["x5t#S256"]) == 43
    assert "client_secret" not in fields


def test_no_two_assertions_are_alike() -> None:
    client = Client("me", private_key=KEY_PEM)
    assert proof(client, IN_FORM, now=NOW) != proof(client, IN_FORM, now=NOW)


def test_keys_of_elliptic_curves_sign_by_their_own_method() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    fields, _ = proof(Client("me", private_key=pem), IN_FORM, now=NOW)
    assert jwt.get_unverified_header(fields["client_assertion"])["alg"] == "ES384"
