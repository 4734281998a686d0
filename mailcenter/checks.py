"""Wrong combinations of settings, with what to do about them."""

from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured


@register(Tags.security)
def keys_are_set(**kwargs: Any) -> list[CheckMessage]:
    """E001-E003: the keys that everything else rests on."""
    found: list[CheckMessage] = []
    if _secret_key_length() < 32:
        hint = "Set MAILCENTER_SECRET_KEY (or …_FILE) to 50 or more random characters."
        found.append(Error("There is no secret key.", hint=hint, id="mailcenter.E001"))
    if not settings.CRYPT_KEYS:
        hint = "Set MAILCENTER_CRYPT_KEYS (or …_FILE); make a key with: manage.py new_crypt_key."
        found.append(Error("Passwords have no key.", hint=hint, id="mailcenter.E002"))
    for number, key in enumerate(settings.CRYPT_KEYS, start=1):
        if not _is_key(key):
            hint = "Each must be 32 bytes in URL-safe base64, as manage.py new_crypt_key prints."
            words = f"Key number {number} of MAILCENTER_CRYPT_KEYS is not a key."
            found.append(Error(words, hint=hint, id="mailcenter.E003"))
    return found


def _secret_key_length() -> int:
    try:
        return len(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's way to say that it is empty
        return 0


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


@register()
def times_fit_together(**kwargs: Any) -> list[CheckMessage]:
    """E004-E005: a lease must outlive some ticks; a database for several machines."""
    found: list[CheckMessage] = []
    if settings.LEASE_SECONDS < 3 * settings.TICK_SECONDS:
        hint = "Raise MAILCENTER_LEASE_SECONDS or lower MAILCENTER_TICK_SECONDS."
        words = "A lease is shorter than three ticks: work would be taken away while it runs."
        found.append(Error(words, hint=hint, id="mailcenter.E004"))
    remote = not settings.REDIS_URL.startswith("redis+socket")
    if remote and "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        hint = "Set DATABASE_URL to a PostgreSQL database that every node reaches."
        words = "Redis is on the network, but the database is a file of this machine."
        found.append(Warning(words, hint=hint, id="mailcenter.W005"))
    return found


@register()
def public_address_is_whole(**kwargs: Any) -> list[CheckMessage]:
    """E007: OAuth providers compare the address they send people back to letter by letter."""
    parts = urlsplit(settings.PUBLIC_URL)
    if not settings.PUBLIC_URL or (parts.scheme in {"http", "https"} and parts.netloc):
        return []
    hint = "Set MAILCENTER_URL to the address of the console, such as https://mail.example.org."
    return [Error("MAILCENTER_URL is not an address.", hint=hint, id="mailcenter.E007")]


@register()
def scanner_has_an_address(**kwargs: Any) -> list[CheckMessage]:
    """E026: the virus scanner is a socket's path, or a host with its port."""
    host, _, port = settings.CLAMD.rpartition(":")
    if not settings.CLAMD or settings.CLAMD.startswith("/") or (host and port.isdigit()):
        return []
    hint = "Set MAILCENTER_CLAMD to a path such as /run/clamav/clamd.ctl, or to host:3310."
    return [Error("MAILCENTER_CLAMD is no address.", hint=hint, id="mailcenter.E026")]


@register(Tags.security, deploy=True)
def no_demo_in_production(**kwargs: Any) -> list[CheckMessage]:
    """E006: the demo opens mailboxes with known passwords."""
    if settings.DEMO and not settings.DEBUG and settings.HTTPS:
        hint = "Unset MAILCENTER_DEMO."
        return [Error("The demo is on in production.", hint=hint, id="mailcenter.E006")]
    return []
