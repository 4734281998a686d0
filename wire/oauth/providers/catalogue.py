"""All providers by name; a further one is a file beside this one and a line here."""

from wire.oauth.providers.clouds import CLOUDS
from wire.oauth.providers.generic import Generic
from wire.oauth.providers.google import Google
from wire.oauth.providers.google_service_account import GoogleServiceAccount
from wire.oauth.providers.microsoft import Microsoft
from wire.oauth.providers.provider import Provider
from wire.oauth.values import Application

_ALL: tuple[Provider, ...] = (
    *(Microsoft(cloud) for cloud in CLOUDS),
    Google(),
    GoogleServiceAccount(),
    Generic(),
)
PROVIDERS: dict[str, Provider] = {one.about.name: one for one in _ALL}


def of(application: Application) -> Provider:
    """The provider of an application. Raises KeyError for a name that is none."""
    return PROVIDERS[application.provider]
