"""What a provider's refusal means: it becomes an OAuthError. Pure.

The words of a provider are repeated without what we have sent it, and without tokens.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from wire.errors import Cause, Explanation, WireError
from wire.fetch import Answer, Outgoing
from wire.oauth import known
from wire.oauth.errors import OAuthError
from wire.web import refusal

LONGEST = 600  # characters of a provider's words that are shown
SHORTEST = 4  # characters of what is taken for a secret
_OURS = {"code", "refresh_token", "client_secret", "client_assertion", "assertion", "code_verifier"}
_NUMBER = re.compile(r"AADSTS(\d{4,8})")
_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]*(\.[\w-]*)?|\bya29\.[\w-]+|\b1//[\w-]{20,}")
_HIDDEN = "…"
_DECIDED = dict.fromkeys(
    ("invalid_grant", "interaction_required", "login_required", "consent_required"),
    Cause.CREDENTIALS,
) | dict.fromkeys(
    ("invalid_client", "unauthorized_client", "invalid_scope", "invalid_resource"),
    Cause.CONFIGURATION,
)
# Grants without a person: nobody can sign in again.
_WITHOUT_PERSON = {"client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as the provider words it. ``url`` is where it was asked."""

    error: str
    description: str = ""
    url: str = ""
    reference: str = ""


def judge(outgoing: Outgoing, answer: Answer) -> None:
    """Raises OAuthError for a refusal, WireError for what is no answer of a provider."""
    content = _object(answer.content)
    if content is None:
        if answer.status == 200:
            raise error_for(Refusal(known.Own.NOTHING, url=outgoing.url))
        raise _page(answer)
    if content.get("error"):
        found = error_for(_refusal(outgoing, content))
        raise _fitting(found, outgoing, answer)
    if not 200 <= answer.status < 300:
        raise _page(answer)


def _page(answer: Answer) -> WireError:
    """For a status with words of nobody who knows OAuth: no grant was judged."""
    error = refusal(answer)
    if error.cause is Cause.CREDENTIALS:
        error.cause = Cause.CONFIGURATION
    return error


def error_for(refused: Refusal) -> OAuthError:
    """The error with the words of the table."""
    number = (_NUMBER.search(refused.description) or ["", ""])[1]
    row = known.meaning(refused.error, number, refused.description) or known.UNKNOWN
    own = refused.error.startswith(known.OURS)
    words = (refused.description,) if own else (refused.error, refused.description)
    remedy = row.remedy
    if number:
        remedy += f" More: https://{urlsplit(refused.url).hostname}/error?code={number}"
    said = ": ".join(filter(None, words))
    why = Explanation(row.likely, remedy, said, _without_query(refused.url), row.field)
    return OAuthError(
        _cause(row, refused.error),
        why,
        error=refused.error,
        number=f"AADSTS{number}" if number else "",
        reference=refused.reference,
    )


def _without_query(url: str) -> str:
    """A query may hold what is secret, and so may a name and a password in front of the host."""
    place = urlsplit(url)
    return f"{place.scheme}://{place.netloc.rpartition('@')[2]}{place.path}" if place.netloc else ""


def _cause(row: known.Row, error: str) -> Cause:
    """Microsoft's numbers explain, the standard's error decides: numbers change their meaning."""
    if row.cause is Cause.PASSING:
        return row.cause
    return _DECIDED.get(error, row.cause)


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refusal(outgoing: Outgoing, content: Mapping[str, Any]) -> Refusal:
    error = content["error"]
    description = content.get("error_description") or content.get("error_subtype") or ""
    if isinstance(error, dict):  # Google's services answer {"error": {"status": …, "message": …}}
        error, description = error.get("status", ""), error.get("message", description)
    ids = ("correlation_id", "trace_id", "timestamp")
    reference = ", ".join(f"{one} {content[one]}" for one in ids if content.get(one))
    code = shown(str(error), outgoing)[:60]
    return Refusal(
        code, shown(str(description), outgoing), outgoing.url, shown(reference, outgoing)
    )


def shown(text: str, outgoing: Outgoing) -> str:
    """The text without what was sent and without tokens, on one line, and not too long."""
    for secret in _sent(outgoing):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, _HIDDEN)
    return shortened(text)


def _sent(outgoing: Outgoing) -> list[str]:
    """All that was secret in a request: fields of its form, and the password of its header."""
    form = dict(parse_qsl(outgoing.body.decode("utf-8", "replace")))
    basic = outgoing.headers.get("Authorization", "").partition(" ")[2]
    try:
        password = base64.b64decode(basic).decode().partition(":")[2]
    except ValueError:
        password = ""
    return [basic, password, unquote_plus(password), *(form.get(name, "") for name in _OURS)]


def shortened(text: str) -> str:
    """The text without tokens, on one line, and not too long."""
    return " ".join(_TOKEN.sub(_HIDDEN, text).split())[:LONGEST]


def _fitting(error: OAuthError, outgoing: Outgoing, answer: Answer) -> OAuthError:
    grant = dict(parse_qsl(outgoing.body.decode("utf-8", "replace"))).get("grant_type", "")
    busy = answer.status >= 500 or answer.status == 429
    if busy and not error.number and error.cause is not Cause.PASSING:
        words = refusal(answer).why
        why = replace(words, answer=error.why.answer)
        return OAuthError(Cause.PASSING, why, error=error.error, reference=error.reference)
    if grant in _WITHOUT_PERSON and error.cause is Cause.CREDENTIALS:
        error.cause = Cause.CONFIGURATION
    return error
