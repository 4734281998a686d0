"""The forms of an application and of an account, as a person fills them in."""

from accounts.models import EmailAccount, OAuthApplication
from departments.models import Department

APPLICATIONS = "/console/accounts/oauthapplication/"
ACCOUNTS = "/console/accounts/emailaccount/"
SECRET = "tapir-secret-41"

Values = dict[str, object]


def registered(department: Department, **changed: object) -> Values:
    """Microsoft 365 with a person's consent and a secret."""
    values: Values = {
        "partition": department.partition_id,
        "name": "Mail",
        "description": "",
        "provider": "microsoft",
        "cloud": "worldwide",
        "flow": "consent",
        "tenant_id": "4f6e0b1a-0c5d-4d0e-9a51-0b1c7a6f9a10",
        "client_id": "mailcenter-1",
        "proof": "secret",
        "typed_secret": SECRET,
        "certificate": "",
        "typed_private_key": "",
        "typed_key_file": "",
        "secret_expires_on": "",
        "issuer": "",
        "authorization_url": "",
        "token_url": "",
        "scopes": "",
        "imap_host": "",
        "imap_port": "",
        "imap_encryption": "",
        "pop3_host": "",
        "pop3_port": "",
        "pop3_encryption": "",
        "smtp_host": "",
        "smtp_port": "",
        "smtp_encryption": "",
    }
    return values | changed


def stored(row: OAuthApplication, **changed: object) -> Values:
    """The form of a saved application as the browser shows it: no secrets."""
    values = registered(Department(partition=row.partition))
    shown = {name: getattr(row, name, "") for name in values}
    shown |= {"partition": row.partition_id, "secret_expires_on": row.secret_expires_on or ""}
    return {name: "" if one is None else one for name, one in (shown | changed).items()}


def described(used: OAuthApplication, department: Department, **changed: object) -> Values:
    values: Values = {
        "department": department.pk,
        "name": "Support",
        "description": "",
        "status": "active",
        "application": used.pk,
        "server_type": "imap",
        "address": "support@lab.test",
    }
    return values | changed


def page_of(row: OAuthApplication | EmailAccount, tail: str = "change/") -> str:
    place = APPLICATIONS if isinstance(row, OAuthApplication) else ACCOUNTS
    return f"{place}{row.pk}/{tail}"
