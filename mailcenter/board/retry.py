"""The one-click remedy of the board: what waits for a person, or for its time, is tried now."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from aliases import health
from aliases.models import Alias


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("aliases.test_alias"):
        raise PermissionDenied
    alias = get_object_or_404(Alias.objects.present().visible_to(request.user), pk=pk)
    health.restart(alias, now=timezone.now())
    messages.success(request, f"{alias} is tried again now.")
    return redirect(reverse("admin:index") + "#board-problems")


page = admin.site.admin_view(retry)
