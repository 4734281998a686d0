"""The tabs of an OAuth application's page: their fields, and when a field applies."""

from typing import Any

GENERAL = (
    "partition",
    "name",
    "description",
    "provider",
    "cloud",
    "flow",
    "tenant_id",
    "client_id",
    "proof",
    "typed_secret",
    "certificate",
    "typed_private_key",
    "typed_key_file",
    "secret_expires_on",
)
ADDRESSES = ("issuer", "authorization_url", "token_url", "scopes")
SERVERS = (
    ("imap_host", "imap_port", "imap_encryption"),
    ("pop3_host", "pop3_port", "pop3_encryption"),
    ("smtp_host", "smtp_port", "smtp_encryption"),
)
FIELDSETS: Any = (
    ("Registration", {"classes": ("tab",), "fields": GENERAL}),
    (
        "Provider's addresses",
        {
            "classes": ("tab",),
            "fields": ADDRESSES,
            "description": "Leave them empty for Microsoft 365 and Google: their own are used then.",
        },
    ),
    (
        "Mail servers",
        {
            "classes": ("tab",),
            "fields": SERVERS,
            "description": "Leave them empty for Microsoft 365 and Google: their own are used then.",
        },
    ),
)
MICROSOFT = "provider == 'microsoft'"
KEY_FILE = "provider == 'google-service-account'"
BY_CLIENT = "provider != 'google-service-account'"
CONDITIONS = {
    "cloud": MICROSOFT,
    "tenant_id": MICROSOFT,
    "flow": "provider == 'microsoft' || provider == 'generic'",
    "client_id": BY_CLIENT,
    "proof": BY_CLIENT,
    "typed_secret": f"{BY_CLIENT} && proof == 'secret'",
    "secret_expires_on": f"{BY_CLIENT} && proof == 'secret'",
    "certificate": f"{BY_CLIENT} && proof == 'certificate'",
    "typed_private_key": f"{BY_CLIENT} && proof == 'certificate'",
    "typed_key_file": KEY_FILE,
}


def readable() -> list[tuple[str, dict[str, object]]]:
    """The tabs for who may only look: without the fields for secrets."""
    return [
        (title, {**options, "fields": tuple(one for one in options["fields"] if not _typed(one))})
        for title, options in FIELDSETS
    ]


def _typed(line: object) -> bool:
    return isinstance(line, str) and line.startswith("typed_")
