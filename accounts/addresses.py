"""The address of the console as providers know it, and whether the browser uses the same (AC-4)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

CALLBACK = "admin:accounts_emailaccount_callback"
USUAL_PORTS = {"http": ":80", "https": ":443"}


def redirect_uri(request: HttpRequest) -> str:
    """Where providers send the browser back to: exactly this is registered there."""
    path = reverse(CALLBACK)
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)


def differing(request: HttpRequest) -> tuple[str, str] | None:
    """The browser's host and the configured one where they differ, else None."""
    if not settings.PUBLIC_URL:
        return None
    here, there = request.get_host(), host_of(settings.PUBLIC_URL)
    return None if same_host(here, there) else (here, there)


def host_of(url: str) -> str:
    return urlsplit(url).netloc


def same_host(one: str, other: str) -> bool:
    """Hosts with their ports; the usual port may be left out."""
    return _bare(one) == _bare(other)


def _bare(host: str) -> str:
    host = host.lower()
    return next(
        (host.removesuffix(one) for one in USUAL_PORTS.values() if host.endswith(one)), host
    )
