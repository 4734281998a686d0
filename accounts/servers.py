"""The mail servers behind an OAuth application: the provider's, or what was typed in their place."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from departments.servers import EncryptionChoice

PROTOCOLS = ("imap", "pop3", "smtp")
PORT_RANGE = (MinValueValidator(1), MaxValueValidator(65535))


def _host(protocol: str) -> Any:
    return models.CharField(f"{protocol} server", max_length=255, blank=True)


def _port() -> Any:
    return models.PositiveIntegerField("port", null=True, blank=True, validators=PORT_RANGE)


def _encryption() -> Any:
    return models.CharField("encryption", max_length=10, choices=ENCRYPTED, blank=True)


# A token is a password that needs no user name: it never travels readable.
ENCRYPTED = [one for one in EncryptionChoice.choices if one[0] != EncryptionChoice.NONE]


class TypedServers(models.Model):
    """A server without a host is the provider's own."""

    imap_host = _host("IMAP")
    imap_port = _port()
    imap_encryption = _encryption()
    pop3_host = _host("POP3")
    pop3_port = _port()
    pop3_encryption = _encryption()
    smtp_host = _host("SMTP")
    smtp_port = _port()
    smtp_encryption = _encryption()

    class Meta:
        abstract = True

    def clean_servers(self) -> dict[str, Any]:
        """Clears ports without a host, and returns the errors by field."""
        errors: dict[str, Any] = {}
        for protocol in PROTOCOLS:
            if not getattr(self, f"{protocol}_host"):
                setattr(self, f"{protocol}_port", None)
                setattr(self, f"{protocol}_encryption", "")
                continue
            for name, words in (("port", "port"), ("encryption", "encryption")):
                if not getattr(self, f"{protocol}_{name}"):
                    errors[f"{protocol}_{name}"] = f"Give the {words} of the server typed here."
        return errors
