"""What a provider has granted: from its answer to a TokenSet, with what must hold. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wire.oauth.claims import belongs, claims_of
from wire.oauth.known import Own
from wire.oauth.refusals import Refusal, error_for
from wire.oauth.values import TokenSet

SHORTEST_LIFE = timedelta(minutes=1)
USUAL_LIFE = timedelta(hours=1)  # where the provider does not say (RFC 6749 section 5.1)
LONGEST_LIFE = timedelta(days=1)
# Asked for to learn who signs in and to get a refresh token; answers may leave them out.
_ASIDE = {"openid", "profile", "email", "offline_access"}


def token_set(
    content: Mapping[str, Any], *, now: datetime, old_refresh_token: str = ""
) -> TokenSet:
    """The tokens of a good answer (RFC 6749 section 5.1). It may leave out
    the refresh token: then ``old_refresh_token`` stays (section 6).

    Raises OAuthError where there is no access token.
    """
    access = content.get("access_token")
    if not isinstance(access, str) or not access:
        raise error_for(Refusal(Own.NOTHING))
    refresh = content.get("refresh_token")
    scope = content.get("scope")
    return TokenSet(
        access,
        now + _life(content.get("expires_in")),
        refresh if isinstance(refresh, str) and refresh else old_refresh_token,
        tuple(scope.split()) if isinstance(scope, str) else (),
        claims_of(content.get("id_token")),
    )


def _life(seconds: object) -> timedelta:
    """Some providers write the number as a text."""
    try:
        life = timedelta(seconds=float(str(seconds)))
    except (ValueError, OverflowError):
        return USUAL_LIFE
    return min(max(life, SHORTEST_LIFE), LONGEST_LIFE)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a consent must be for. An empty ``issuer`` is not compared."""

    client_id: str
    nonce: str = field(repr=False)
    scopes: tuple[str, ...]
    issuer: str = ""


def check_consent(tokens: TokenSet, expected: Expected, *, now: datetime) -> TokenSet:
    """The same tokens. Raises OAuthError where they belong to another attempt, or are not enough."""
    claims = tokens.claims
    if claims and not belongs(
        claims, expected.client_id, nonce=expected.nonce, issuer=expected.issuer, now=now
    ):
        raise error_for(Refusal(Own.PERSON))
    if missing := missing_scopes(expected.scopes, tokens.scope):
        raise error_for(Refusal(Own.SCOPE, ", ".join(missing)))
    if not tokens.refresh_token:
        raise error_for(Refusal(Own.NO_REFRESH))
    return tokens


def missing_scopes(asked: Iterable[str], granted: Iterable[str]) -> list[str]:
    """Those that were not granted. An answer without scopes grants all (RFC 6749 section 5.1).

    Microsoft may leave out the resource in front of the last slash, so the last part is enough.
    """
    have = {one.lower() for one in granted}
    if not have:
        return []
    short = {one.rpartition("/")[2] for one in have}
    wanted = [one for one in asked if one not in _ASIDE]
    return [
        one
        for one in wanted
        if one.lower() not in have and (one.lower().rpartition("/")[2] or one) not in short
    ]
