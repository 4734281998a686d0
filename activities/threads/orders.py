"""How an alias threads, read from its row and from the settings; the keys are read here only."""

from datetime import timedelta

from django.conf import settings

from activities import signing
from activities.threads.values import Order
from aliases.models import Alias


def keys() -> tuple[bytes, ...]:
    """The keys of interaction IDs, newest first: the first signs, all are believed."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(signing.key_of(secret) for secret in secrets)


def order_for(alias: Alias) -> Order:
    return Order(
        mode=alias.threading_mode,
        department=alias.department_id,
        alias=alias.pk,
        keys=keys(),
        window=timedelta(days=alias.threading_days),
        strangers=alias.threading_strangers,
    )
