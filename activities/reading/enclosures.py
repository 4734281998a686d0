"""The files of an outgoing activity on its page, handed out as files to keep."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from activities import files
from activities.models import Activity
from attachments import downloads
from attachments.held import State


class EnclosurePages(ModelAdmin):
    """Goes before ReadOnly on the page of activities, whose ``_visible`` it asks."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/file/<int:number>/", view(self.file), name="activities_activity_file"),
            path(
                "<int:pk>/left-out/<int:blocked>/",
                view(self.left_out),
                name="activities_activity_left_out",
            ),
        ]
        return own + super().get_urls()  # type: ignore[no-any-return]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if activity := context.get("activity"):
            context["files"] = activity.files.defer("content")
            context["left_out"] = files.not_sent(activity.pk)
        return super().change_view(request, object_id, form_url, context)  # type: ignore[no-any-return]

    def file(self, request: HttpRequest, pk: int, number: int) -> FileResponse:
        """A file as it is sent."""
        found = self._visible(request, pk).files.filter(number=number).first()
        if found is None:
            raise Http404
        return downloads.to_keep(bytes(found.content), str(found))

    def left_out(self, request: HttpRequest, pk: int, blocked: int) -> FileResponse:
        """A file that was not sent, once somebody has restored it."""
        held = files.not_sent(self._visible(request, pk).pk)
        found = next((one for one in held if one.pk == blocked), None)
        if found is None:
            raise Http404
        if found.state != State.RESTORED:
            raise PermissionDenied("This file is held back.")
        try:
            return downloads.blocked(found)
        except LookupError as error:
            raise Http404(str(error)) from error

    def _visible(self, request: HttpRequest, pk: int) -> Activity:
        raise NotImplementedError
