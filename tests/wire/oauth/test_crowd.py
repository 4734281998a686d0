"""Many at once: the libraries share nothing that could mix up tokens."""

from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest

from tests.wire.oauth.applications import REDIRECT, application
from wire.oauth.identity import identity
from wire.oauth.providers.catalogue import of

PEOPLE = [f"box{number:04d}@lab.test" for number in range(16)]


@pytest.mark.parametrize("provider", ["microsoft", "google", "generic"])
def test_everybody_gets_the_own_tokens(issuer, provider: str) -> None:
    app = application(issuer, provider)

    def owner(user: str) -> tuple[str, str]:
        pending = of(app).begin(app, REDIRECT)
        tokens = of(app).finish(app, pending, issuer.consent(pending.authorization_url, user))
        fresh = of(app).refresh(app, tokens.refresh_token)
        claims = jwt.decode(fresh.access_token, options={"verify_signature": False})
        return identity(tokens).address, claims["email"]

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(owner, PEOPLE)) == [(user, user) for user in PEOPLE]
    assert len(set(issuer.grants.used)) == 32
