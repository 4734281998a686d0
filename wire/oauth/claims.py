"""The ID token: what it claims, and whether it belongs to us (OpenID Connect Core 3.1.3.7). Pure.

It comes straight from the token endpoint over verified TLS, so its signature is not checked (item 6
there). Nothing that came through a browser may be given to this module.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

CLOCKS = timedelta(minutes=5)  # that clocks may differ by


def claims_of(id_token: object) -> dict[str, Any]:
    """The claims; none where there is no ID token, or it cannot be read."""
    parts = id_token.split(".") if isinstance(id_token, str) else []
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def belongs(
    claims: Mapping[str, Any], client_id: str, *, nonce: str, issuer: str, now: datetime
) -> bool:
    """Whether claims are for this client and attempt. An empty ``issuer`` is not compared."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    try:
        expired = now.timestamp() - CLOCKS.total_seconds() > float(claims.get("exp", 0))
    except (TypeError, ValueError):
        return False
    return (
        client_id in audiences
        and claims.get("nonce") == nonce
        and not expired
        and (not issuer or _bare(claims.get("iss")) == _bare(issuer))
    )


def _bare(issuer: object) -> str:
    """Google leaves out https:// now and then, as its documentation says."""
    return str(issuer).removeprefix("https://")
