"""Applications and accounts at the provider of the tests, and signing in there without a browser."""

from django.utils import timezone

from accounts import signing_in
from accounts.models import EmailAccount, OAuthApplication, SignIn
from accounts.signing_in import Visitor
from departments.models import Department, User
from tests.servers.issuer import Issuer

REDIRECT = "https://console.test/console/accounts/emailaccount/callback/"
SESSION = "session-of-the-test"
SCOPES = "openid email offline_access mail"


def at(issuer: Issuer, department: Department, /, **fields: object) -> OAuthApplication:
    """An application of the generic provider, unless ``fields`` say otherwise."""
    partition = department.partition
    partition.ca_bundle = issuer.ca
    partition.save()
    values: dict[str, object] = {
        "partition": partition,
        "name": "Mail",
        "provider": "generic",
        "issuer": issuer.url,
        "client_id": issuer.client_id,
        "client_secret": issuer.secret,
        "scopes": SCOPES,
    }
    return OAuthApplication.objects.create(**values | fields)


def microsoft(issuer: Issuer) -> dict[str, object]:
    """The fields that make it an application of Microsoft's, whose authority is the issuer."""
    return {
        "provider": "microsoft",
        "tenant_id": issuer.tenant,
        "issuer": issuer.authority,
        "scopes": "",
    }


def visitor() -> Visitor:
    user, _ = User.objects.get_or_create(username="root", is_superuser=True, is_staff=True)
    return Visitor(user, SESSION)


def begun(account: EmailAccount) -> SignIn:
    return signing_in.begin(account, visitor(), REDIRECT, now=timezone.now())


def sign_in(account: EmailAccount, issuer: Issuer, user: str = "") -> str:
    """Signs ``user`` in (else the one who is meant) and returns the refresh token."""
    attempt = begun(account)
    back = issuer.consent(signing_in.authorization_url(attempt), user or account.address)
    signing_in.finish(attempt, back, now=timezone.now())
    account.grant.refresh_from_db()
    return str(account.grant.refresh_token.reveal())
