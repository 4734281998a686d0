"""“Try again” in the console: what failures have made of an alias is forgotten, and both ways are due."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone

from aliases import health
from aliases.models import Alias


def again(request: HttpRequest, aliases: Iterable[Alias]) -> None:
    """Deleted aliases are left out."""
    present = [one for one in aliases if not one.deleted_at]
    for alias in present:
        health.restart(alias, now=timezone.now())
    count = f"{len(present)} alias{'' if len(present) == 1 else 'es'}"
    messages.success(request, f"{count} tried again now: look at the status in a moment.")


def answer(site: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """``site`` is the admin class of aliases. POST only, by who may test."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    alias: Alias | None = site.get_object(request, str(pk))
    if alias is None:
        raise Http404
    if not site.has_test_permission(request) or not site.has_view_permission(request, alias):
        raise PermissionDenied
    again(request, [alias])
    return redirect("admin:aliases_alias_change", pk)
