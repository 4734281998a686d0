"""A person's consent: the authorization code flow with PKCE (RFC 6749 section 4.1, RFC 7636). Pure but for
random numbers; the code is exchanged elsewhere."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from wire.oauth.known import Own
from wire.oauth.refusals import Refusal, error_for, shortened
from wire.oauth.values import Client, Endpoints, Pending

# What asks for the same answer again, whatever the provider would add (OpenID Connect Core 3.1.2.1).
_ALWAYS = {"response_type": "code", "code_challenge_method": "S256"}


def begin(
    client: Client, endpoints: Endpoints, redirect_uri: str, *, login_hint: str = ""
) -> Pending:
    """Where the person goes, and what must be kept until the browser is back."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    scope = " ".join(endpoints.scopes)
    asked = {
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": state,
        "code_challenge": challenge(verifier),
    }
    asked |= {"nonce": nonce} if "openid" in endpoints.scopes else {}
    asked |= {"login_hint": login_hint} if login_hint else {}
    query = urlencode(_ALWAYS | dict(endpoints.more) | asked)
    joint = "&" if "?" in endpoints.authorization_url else "?"
    url = f"{endpoints.authorization_url}{joint}{query}"
    return Pending(url, redirect_uri, scope, state, nonce, verifier)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def code_of(pending: Pending, answer: str, endpoints: Endpoints) -> str:
    """The code in what came back: a URL, its query beginning with "?", or the code alone.

    A code alone is believed without its state: it is of no use without the verifier kept here.
    Raises OAuthError for a refusal, and where the answer is not for this attempt.
    """
    text = "".join(answer.split())
    address, mark, query = text.partition("?")
    if "://" in address and _place(address) != _place(pending.redirect_uri):
        raise error_for(Refusal(Own.HOST))
    if "://" in address and not mark:
        raise error_for(Refusal(Own.NO_CODE))
    if not mark and "code=" not in text and "error=" not in text:
        return _code(unquote(text))
    values = dict(parse_qsl((query if mark else text).partition("#")[0]))
    if not hmac.compare_digest(values.get("state", "").encode(), pending.state.encode()):
        raise error_for(Refusal(Own.STATE))
    _check_issuer(values, endpoints)
    if error := values.get("error"):
        description = values.get("error_description") or values.get("error_subtype", "")
        url = endpoints.authorization_url
        raise error_for(Refusal(shortened(error)[:60], shortened(description), url))
    return _code(values.get("code", ""))


def _code(code: str) -> str:
    if not code or not code.isascii() or not code.isprintable():
        raise error_for(Refusal(Own.NO_CODE))
    return code


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower(), parts.path


def _check_issuer(values: dict[str, str], endpoints: Endpoints) -> None:
    """RFC 9207 section 2.4; an issuer that was only typed, not discovered, is compared all the same."""
    named = values.get("iss", "")
    if (named and endpoints.issuer and named != endpoints.issuer) or (
        endpoints.names_issuer and not named
    ):
        raise error_for(Refusal(Own.ISSUER))
