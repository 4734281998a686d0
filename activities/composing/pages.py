"""How a mail of ours was composed, on its page: what the steps noted, and what training kept."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from activities.kept import KeptCopy
from activities.models import Activity
from attachments.downloads import to_keep

SHOWN = 16 * 1024  # bytes; the rest is in the file


class ComposedPages(ModelAdmin):
    """Goes before ReadOnly on the page of activities, whose ``_visible`` it asks."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.kept)
        own = path("<int:pk>/kept/<int:number>/", view, name="activities_activity_kept")
        return [own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if activity := context.get("activity"):
            context["kept"] = [(one, beginning(one)) for one in activity.kept_copies.all()]
        return super().change_view(request, object_id, form_url, context)  # type: ignore[no-any-return]

    def kept(self, request: HttpRequest, pk: int, number: int) -> FileResponse:
        """One copy as it would have left."""
        found = self._visible(request, pk).kept_copies.filter(number=number).first()
        if found is None:
            raise Http404
        return to_keep(bytes(found.content), f"copy-{found.number}.eml")

    def _visible(self, request: HttpRequest, pk: int) -> Activity:
        raise NotImplementedError


def beginning(one: KeptCopy) -> str:
    return bytes(one.content[:SHOWN]).decode("utf-8", "replace")
