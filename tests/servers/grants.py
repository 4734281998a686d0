"""What the provider of issuer.py grants: codes, refresh tokens and access tokens, and its faults."""

import base64
import datetime as dt
import hashlib
import itertools
import json
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.servers.tokens import Tokens

CLIENT_ID = "6f1c2a34-0000-4000-8000-00000000c11e"
CLIENT_SECRET = "s3ntinel-client-secret"
SERVICE_ACCOUNT = "mailer@project.iam.example"
DOMAIN = "lab.test"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
APPLICATION = {"email": "app@none.invalid", "app_mailbox": f"any@{DOMAIN}"}

# What `fail` may be, beside "down", "slow", "html" and "drop", which issuer.py sees to.
REFUSALS = {
    "invalid_grant": (400, "invalid_grant", "AADSTS700082: The refresh token has expired."),
    "invalid_client": (401, "invalid_client", "AADSTS7000215: Invalid client secret provided."),
    "expired_secret": (401, "invalid_client", "AADSTS7000222: The client secret keys are expired."),
    "no_consent": (400, "invalid_grant", "AADSTS65001: The user has not consented."),
    "busy": (400, "temporarily_unavailable", "AADSTS90033: A transient error has occurred."),
    "loop": (400, "invalid_grant", "AADSTS50196: The server terminated an operation."),
}


class Refused(Exception):
    """An answer of the token endpoint with an error; its arguments are status, error and words."""


@dataclass
class Grant:
    """What a person has agreed to; dead once revoked."""

    user: str
    scope: str
    nonce: str = ""
    challenge: str = ""
    redirect_uri: str = ""
    alive: bool = True


@dataclass
class Grants:
    """The token endpoint without its socket.

    Attributes:
        fail: a key of REFUSALS, or no_refresh_token, no_rotation, short, fewer_scopes, wrong_nonce,
            wrong_tenant, echo; "" for a good day.
        requests: how often each grant type was asked for.
        shared: for a person the mailbox that the person may open beside the own one.
        secret: what the client must send; changes where a test says so.
        used: the refresh tokens that were given out, in order; the last one is valid.
    """

    tokens: Tokens
    tenant: str
    url: str
    fail: str = ""
    secret: str = CLIENT_SECRET
    requests: Counter[str] = field(default_factory=Counter)
    shared: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    delegated: set[str] = field(default_factory=lambda: {DOMAIN})
    _codes: dict[str, Grant] = field(default_factory=dict)
    _refresh: dict[str, Grant] = field(default_factory=dict)
    _numbers: itertools.count = field(default_factory=itertools.count)

    def code(self, grant: Grant) -> str:
        """Return a code for the grant, good for one exchange."""
        code = f"s3ntinel-code-{secrets.token_urlsafe(12)}"
        self._codes[code] = grant
        return code

    def revoke(self, user: str = "") -> None:
        """End all grants of a user, or all."""
        for grant in (*self._refresh.values(), *self._codes.values()):
            grant.alive = grant.alive and bool(user) and grant.user != user

    def answer(self, form: dict[str, str], url: str) -> dict[str, object]:
        """Return the answer to a request of the token endpoint at `url`.

        Raises:
            Refused: the request is not granted.
        """
        kind = form.get("grant_type", "")
        self.requests[kind] += 1
        if self.fail in REFUSALS:
            raise Refused(*REFUSALS[self.fail])
        if self.fail == "echo":
            raise Refused(400, "invalid_grant", f"You sent {json.dumps(form)}")
        if kind == BEARER:
            return self._for_service_account(form, url)
        self._check_client(form, url)
        if kind == "client_credentials":
            return self._tokens(self.tokens.token(CLIENT_ID, **APPLICATION), form.get("scope", ""))
        if kind == "authorization_code":
            return self._granted(self._exchanged(form))
        if kind == "refresh_token":
            return self._granted(self._refreshed(form.get("refresh_token", "")))
        raise Refused(400, "unsupported_grant_type", kind)

    def _check_client(self, form: dict[str, str], url: str) -> None:
        if form.get("client_id") != CLIENT_ID:
            raise Refused(400, "unauthorized_client", "AADSTS700016: Application was not found.")
        if "client_assertion" in form:
            _verify(form["client_assertion"], CERTIFICATE.public_key(), url)
        elif "client_secret" not in form:
            raise Refused(401, "invalid_client", "AADSTS7000218: A secret is required.")
        elif form["client_secret"] != self.secret:
            raise Refused(*REFUSALS["invalid_client"])

    def _exchanged(self, form: dict[str, str]) -> Grant:
        grant = self._codes.get(form.get("code", ""))
        if grant is None or not grant.alive:
            raise Refused(400, "invalid_grant", "AADSTS70008: The code has expired or was used.")
        if form.get("redirect_uri") != grant.redirect_uri:
            raise Refused(400, "invalid_grant", "AADSTS50011: The redirect URI does not match.")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != grant.challenge:
            raise Refused(400, "invalid_grant", "AADSTS501481: The verifier does not match.")
        # a second use of the code ends what it has brought (RFC 6749, 4.1.2): `grant` is shared
        self._codes[form["code"]] = Grant(grant.user, grant.scope, alive=False)
        return grant

    def _refreshed(self, token: str) -> Grant:
        grant = self._refresh.get(token)
        if grant is None or not grant.alive:
            raise Refused(*REFUSALS["invalid_grant"])
        if self.fail != "no_rotation":
            # a rotated token that is used again ends the grant, as strict providers do
            self._refresh[token] = Grant(grant.user, grant.scope, alive=False)
        return grant

    def _granted(self, grant: Grant) -> dict[str, object]:
        shared = self.shared.get(grant.user, "none@none.invalid")
        seconds = 60 if self.fail == "short" else 3600
        access = self.tokens.token(
            grant.user, seconds=seconds, shared_mailbox=shared, number=next(self._numbers)
        )
        scope = "openid" if self.fail == "fewer_scopes" else grant.scope
        answer = self._tokens(access, scope) | {"expires_in": seconds}
        answer["id_token"] = self.tokens.signed(self._claims(grant))
        if self.fail not in {"no_refresh_token", "no_rotation"} or not self.used:
            answer["refresh_token"] = self._new_refresh_token(grant)
        if self.fail == "no_refresh_token":
            answer.pop("refresh_token", None)
        return answer

    def _tokens(self, access: str, scope: str) -> dict[str, object]:
        return {"token_type": "Bearer", "expires_in": 3600, "access_token": access, "scope": scope}

    def _new_refresh_token(self, grant: Grant) -> str:
        token = f"s3ntinel-refresh-{secrets.token_urlsafe(12)}"
        self._refresh[token] = grant
        self.used.append(token)
        return token

    def _claims(self, grant: Grant) -> dict[str, object]:
        now = int(time.time())
        wrong = "another" if self.fail == "wrong_nonce" else ""
        return {
            "sub": grant.user,
            "email": grant.user,
            "preferred_username": grant.user,
            "iss": self.url,
            "aud": CLIENT_ID,
            "tid": "0" * 8 if self.fail == "wrong_tenant" else self.tenant,
            "iat": now,
            "exp": now + 3600,
            "nonce": wrong or grant.nonce,
        }

    def _for_service_account(self, form: dict[str, str], url: str) -> dict[str, object]:
        # Google's library names Google whatever the address
        audience = [url, "https://oauth2.googleapis.com/token"]
        claims = _verify(form.get("assertion", ""), KEY.public_key(), audience)
        mailbox = claims.get("sub", "")
        if claims["iss"] != SERVICE_ACCOUNT:
            raise Refused(400, "invalid_grant", "Invalid grant: account not found")
        if mailbox and mailbox.rpartition("@")[2] not in self.delegated:
            words = "Client is unauthorized to retrieve access tokens using this method."
            raise Refused(401, "unauthorized_client", words)
        access = self.tokens.token(mailbox or SERVICE_ACCOUNT)
        return self._tokens(access, claims.get("scope", ""))


def _verify(assertion: str, key: rsa.RSAPublicKey, audience: str | list[str]) -> dict[str, str]:
    try:
        return jwt.decode(assertion, key, ["RS256", "PS256"], audience=audience, leeway=10)
    except jwt.PyJWTError as error:
        raise Refused(401, "invalid_grant", f"Invalid JWT Signature. {error}") from error


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test client")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(days=1))
    return builder.not_valid_after(now + dt.timedelta(days=90)).sign(key, hashes.SHA256())


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CERTIFICATE = _certificate(KEY)
KEY_PEM = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
).decode()
CERTIFICATE_PEM = CERTIFICATE.public_bytes(serialization.Encoding.PEM).decode()


def key_file(**changed: str) -> str:
    """Return the text of a Google service account's key file; its token_uri is a trap."""
    values = {
        "type": "service_account",
        "client_email": SERVICE_ACCOUNT,
        "client_id": "104242",
        "private_key_id": "1",
        "private_key": KEY_PEM,
        "token_uri": "https://127.0.0.1:9/stolen",
    }
    return json.dumps(values | changed)
