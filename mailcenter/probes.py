"""What other machines ask this one: is it alive, is it ready, and its figures.

Nothing here names an address or a person; the answers need no worker, no scheduler and no broker.
"""

import hmac
import threading
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aliases.incidents import delivery
from aliases.incidents.models import Incident, Kind
from departments import guard
from mailcenter import metrics
from workers.watch import look, processes

log = structlog.get_logger(__name__)

# With one of these open, nothing is retrieved or sent.
DOWN = (Kind.SCHEDULER, Kind.BROKER, Kind.NO_NODE)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the installation does its work: ok, degraded or down; 503 where it is down.

    Whoever asks regularly keeps the watchdog awake.
    """
    try:
        watch()
        found = _state()
    except DatabaseError as error:
        log.warning("The database does not answer.", error=str(error))
        found = {"status": "down", "database": False}
    return JsonResponse(found, status=503 if found["status"] == "down" else 200)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether this process can serve pages: the database answers and its tables are as new as it."""
    try:
        executor = MigrationExecutor(connection)
        missing = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        found = {"ready": not missing, "database": True, "migrated": not missing}
    except DatabaseError:
        found = {"ready": False, "database": False}
    return JsonResponse(found, status=200 if found["ready"] else 503)


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """For Prometheus; with MAILCENTER_METRICS_TOKEN for bearers of it only, else for this machine only."""
    if not _may_read(request):
        raise PermissionDenied
    return HttpResponse(metrics.text(timezone.now()), content_type=metrics.CONTENT_TYPE)


def watch() -> None:
    """Lets the watchdog look where it has not for a while; what it writes is told meanwhile."""
    if settings.WATCH and look.look_if_due(timezone.now()):
        threading.Thread(target=_deliver, daemon=True).start()


def _deliver() -> None:
    try:
        delivery.deliver(timezone.now())
    except Exception:
        log.exception("Notices could not be delivered.")
    finally:
        connection.close()


def _state() -> dict[str, Any]:
    kinds = set(Incident.objects.open().values_list("kind", flat=True))
    unserved = bool(processes.idle(timezone.now()))
    down = unserved or bool(kinds & {one.value for one in DOWN})
    status = "down" if down else "degraded" if kinds else "ok"
    if not guard.is_production():
        status = "not confirmed as production"
    return {
        "status": status,
        "database": True,
        "scheduler": Kind.SCHEDULER.value not in kinds,
        "broker": Kind.BROKER.value not in kinds,
        "nodes": not unserved and not kinds & {Kind.NODE.value, Kind.NO_NODE.value},
        "incidents": Incident.objects.open().count(),
    }


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if not token:
        return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not settings.PROXIES
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
