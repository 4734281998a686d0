"""Fields that take a secret and never give it back, and what a typed secret must look like."""

import json
import re
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextareaWidget

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
ONLY_THE_ID = (
    "This looks like the Secret ID. Paste the Value of the secret, which Microsoft shows only once."
)
NOT_THAT_FILE = "This is not the key file of a service account: download it from Google as JSON."
WRONG_KEY = "This private key does not belong to the certificate."


class WriteOnlyTextarea(UnfoldAdminTextareaWidget):
    """Shows nothing of what was typed, not even after an error."""

    def format_value(self, value: Any) -> str:
        return ""


def secret_text(label: str, help_text: str) -> forms.CharField:
    widget = WriteOnlyTextarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def client_secret(typed: str, provider: str) -> str:
    """``typed`` without what copying adds. Raises ValidationError."""
    secret = typed.strip()
    if provider == "microsoft" and UUID.fullmatch(secret):
        raise ValidationError(ONLY_THE_ID)
    return secret


def private_key(typed: str, certificate: str) -> str:
    """The key in PEM, which must be the certificate's and not encrypted. Raises ValidationError."""
    try:
        key = load_pem_private_key(typed.strip().encode(), None)
    except TypeError as error:
        raise ValidationError("The key has a password of its own: take it off first.") from error
    except ValueError as error:
        raise ValidationError("This is not a private key in PEM format.") from error
    try:
        wanted = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    except ValueError:
        return typed.strip()  # the certificate's own rule tells it
    if key.public_key() != wanted:
        raise ValidationError(WRONG_KEY)
    return typed.strip()


def key_file(typed: str) -> tuple[str, str, str]:
    """The file, the address and the numeric client ID of its account. Raises ValidationError."""
    try:
        content = json.loads(typed)
    except ValueError as error:
        raise ValidationError(NOT_THAT_FILE) from error
    whole = isinstance(content, dict) and content.get("type") == "service_account"
    if not whole or not all(content.get(one) for one in ("client_email", "private_key")):
        raise ValidationError(NOT_THAT_FILE)
    return typed.strip(), str(content["client_email"]), str(content.get("client_id", ""))
