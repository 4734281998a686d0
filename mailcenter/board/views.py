"""The board as the first page, and the part of it that is fetched again every few seconds."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from mailcenter import probes
from mailcenter.board import flow, lights, numbers, problems, reading, waiting


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the skin calls for the first page."""
    return context | content(request)


@never_cache
def part(request: HttpRequest) -> HttpResponse:
    """The board without the page around it, for its own refresh."""
    return render(request, "board/board.html", content(request))


def content(request: HttpRequest) -> dict[str, Any]:
    """All of it, of what the person may see. An open board also keeps the watchdog awake."""
    probes.watch()
    user, now = request.user, timezone.now()
    read = reading.read(user, lights.asked(now) | numbers.asked(user) | problems.asked(user))
    return {
        "at": now,
        "lights": lights.shown(user, read, now),
        "problems": problems.shown(user, now),
        "mute_teams": problems.mute_teams(user, read),
        "aliases": numbers.aliases(read),
        "numbers": numbers.mail(user, read, now),
        "queues": waiting.shown(user, now),
        "chart": flow.chart(user, now),
    }


page = admin.site.admin_view(part)
