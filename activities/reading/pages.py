"""The pages that show what strangers wrote: the frame of the HTML, and the header."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe

from activities import revealing
from activities.models import Activity
from activities.reading import headers, pictures, quotes, search
from activities.reading.cleaning import clean
from activities.reading.enclosures import EnclosurePages
from departments import paging

# `sandbox` without a word behind it: no script, no form, no window, no origin.
POLICY = (
    "default-src 'none'; img-src data:{remote}; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox"
)


class ReadingPages(EnclosurePages):
    """Goes before ReadOnly on the page of activities, whose ``_visible`` it asks."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/html/", view(self.html), name="activities_activity_html"),
            path("<int:pk>/html/remote/", view(self.remote), name="activities_activity_remote"),
            path("<int:pk>/headers/", view(self.headers), name="activities_activity_headers"),
        ]
        return own + super().get_urls()

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        found = search.found(queryset, search_term)
        if found is not None:
            paging.note_more(request, found.more)
            return found.rows, False
        return super().get_search_results(request, queryset, search_term)  # type: ignore[no-any-return]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if activity := context.get("activity"):
            context["words"] = quotes.fold(activity.text)
        return super().change_view(request, object_id, form_url, context)

    def html(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The HTML for the frame, without anything of other servers."""
        activity = self._visible(request, pk)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        return framed(request, activity, remote=False)

    def remote(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same with the pictures of other servers: a person's decision for this one time."""
        if not request.user.has_perm("activities.show_remote"):
            raise PermissionDenied
        activity = self._visible(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        revealing.note(activity, request.user, revealing.Revealed.What.REMOTE)
        return framed(request, activity, remote=True)

    def headers(self, request: HttpRequest, pk: int) -> HttpResponse:
        activity = self._visible(request, pk)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        as_received = request.user.has_perm("activities.download_raw")
        context = {
            **self.admin_site.each_context(request),
            "activity": activity,
            "header": headers.of(activity, as_received=as_received),
            "opts": self.opts,
            "title": f"Header: {activity}",
        }
        return render(request, "activities/headers.html", context)

    def _visible(self, request: HttpRequest, pk: int) -> Activity:
        raise NotImplementedError


def framed(request: HttpRequest, activity: Activity, *, remote: bool) -> HttpResponse:
    return framed_html(request, activity.html, pictures.of(activity), remote=remote)


def framed_html(
    request: HttpRequest, html: str, shown: Mapping[str, str], *, remote: bool
) -> HttpResponse:
    """A document of its own, for a sandboxed frame of the console's own pages alone."""
    cleaned = clean(html, shown, remote=remote)
    # The one place where what strangers wrote goes into a page unescaped: nh3 has made it harmless.
    body = mark_safe(cleaned.html)  # noqa: S308
    context = {"body": body, "blocked": cleaned.blocked}
    response = render(request, "activities/framed.html", context)
    policy = POLICY.format(remote=" https:" if remote else "")
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
