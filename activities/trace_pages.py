"""The page of the message trace: a search, and one message's story."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from activities import tracing, tracing_shelf
from activities.models import Activity
from activities.raw import RawMessage


def answer(site: Any, request: HttpRequest) -> HttpResponse:
    """``q`` is searched for; ``activity`` chooses one of several, if the person may see it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    if not site.has_view_permission(request):
        raise PermissionDenied
    seen = site.get_queryset(request)
    words = request.GET.get("q", "").strip()[:1000]
    matches = tracing.found(seen, words) if words else []
    activity = _chosen(request, seen, matches)
    mine = RawMessage.objects.visible_to(request.user)
    may_see = request.user.has_perm("activities.view_failedmessage")
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "words": words,
        "matches": matches if len(matches) > 1 else [],
        "activity": activity,
        "shelved": tracing_shelf.found(mine, words) if may_see else [],
        "events": tracing.events(activity, seen) if activity else [],
        "title": "Message trace",
    }
    return render(request, "activities/trace.html", context)


def _chosen(request: HttpRequest, seen: Any, matches: list[Activity]) -> Activity | None:
    number = request.GET.get("activity", "")
    if number.isdecimal() and len(number) < 19:
        found: Activity | None = seen.filter(pk=int(number)).first()
        return found
    return matches[0] if len(matches) == 1 else None
