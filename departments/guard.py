"""The environment guard (OP-6): a copy of the database neither retrieves nor sends.

The installation's row holds a keyed hash of its environment. Where the two differ, the database
was copied or moved, and a person says whether this is the production system now.
"""

import hashlib
import hmac
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from departments.installation import Installation
from departments.people import User

# How long an answer is believed, in seconds: a confirmation takes effect within this time.
BELIEVED = 5.0

_known: dict[str, tuple[float, bool]] = {}


def is_production() -> bool:
    """Whether this environment is the one that was confirmed, or none ever was."""
    now = time.monotonic()
    place = str(connection.settings_dict["NAME"])
    since, answer = _known.get(place, (-BELIEVED, False))
    if now - since >= BELIEVED:
        answer = _is_confirmed()
        _known[place] = (now, answer)
    return answer


def forget() -> None:
    """Makes the next question look into the database."""
    _known.clear()


def remember() -> None:
    """Takes down the environment of the first start; later starts change nothing."""
    if not Installation.objects.exists():
        first = Installation()
        first.fingerprint = fingerprint(first.key)
        first.save()
        forget()


def confirm(user: User) -> None:
    """``user`` says that this is the production system: from now on it retrieves and sends."""
    one = Installation.objects.order_by("pk").first() or Installation()
    one.fingerprint = fingerprint(one.key)
    one.confirmed_by = user
    one.confirmed_at = timezone.now()
    one.save()
    forget()


def fingerprint(key: str) -> str:
    words = "\n".join((environment(), database_identity()))
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()


def environment() -> str:
    """MAILCENTER_INSTALLATION, or else where the database is: its address, or its absolute path."""
    if settings.INSTALLATION:
        return str(settings.INSTALLATION)
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(Path(facts["NAME"]).resolve())
    return f"{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def database_identity() -> str:
    """What a dump that is restored elsewhere does not bring along; '' where there is no such thing.

    PostgreSQL gives each cluster a number when it is made, which its replicas share.
    """
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege('pg_control_system()', 'execute')")
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        return str(cursor.fetchone()[0])


def banner(request: HttpRequest) -> dict[str, Any]:
    """For the templates: whether to warn on every page, and whether the person may end it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or is_production():
        return {}
    return {"is_a_copy": True, "may_confirm": user.has_perm("departments.confirm_installation")}


def _is_confirmed() -> bool:
    one = Installation.objects.order_by("pk").first()
    return one is None or hmac.compare_digest(one.fingerprint, fingerprint(one.key))
