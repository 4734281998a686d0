"""All providers by name; a further one is a file beside this one and a line here."""

from wire.oauth.providers.provider import Provider
from wire.oauth.values import Application

PROVIDERS: dict[str, Provider] = {}


def of(application: Application) -> Provider:
    """The provider of an application. Raises KeyError for a name that is none."""
    return PROVIDERS[application.provider]
