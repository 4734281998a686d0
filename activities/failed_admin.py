"""The journal of failed messages in the console: read, download, process again, discard."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from unfold.decorators import display

from activities import downloads, revealing, shelf
from activities.models import FailedMessage, RawState
from activities.raw import NOT_FETCHED
from activities.reading import headers
from departments.models import User
from departments.scope import DepartmentFilter, ReadOnly

SHELF = (RawState.FAILED, RawState.HELD, *NOT_FETCHED)


class ShelfFilter(admin.SimpleListFilter):
    """Without a choice the list is the shelf; what was discarded is shown when it is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(one.value), str(one.label)) for one in (*SHELF, RawState.DISCARDED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if (chosen := self.value()) in {one.value for one in (*SHELF, RawState.DISCARDED)}:
            return queryset.filter(state=chosen)
        return queryset.filter(state__in=SHELF)


class AliasDepartmentFilter(DepartmentFilter):
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset if value is None else queryset.filter(alias__department=value)


class DiscardForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is kept with the message, and your name.",
        error_messages={"required": "Say why it is not wanted."},
    )


@admin.register(FailedMessage)
class FailedMessageAdmin(ReadOnly):
    department_lookup = "alias__department"
    list_display = ("__str__", "alias", "why", "kilobytes", "received_at")
    list_filter = (ShelfFilter, AliasDepartmentFilter)
    list_select_related = ("alias",)
    search_fields = ("reason", "alias__address")
    search_help_text = "Reason or address of the alias"
    actions = ("process_again", "discard_chosen")
    change_form_template = "activities/failed.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FailedMessage]:
        queryset: Any = super().get_queryset(request)
        kept = queryset.filter(state__in=(*SHELF, RawState.DISCARDED))
        return kept.defer("compressed").order_by("-received_at")  # type: ignore[no-any-return]

    @display(description="Reason")
    def why(self, failed: FailedMessage) -> str:
        return failed.reason

    @display(description="Size", ordering="size")
    def kilobytes(self, failed: FailedMessage) -> str:
        return f"{failed.size / 1024:,.0f} KB"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/download/", view(self.download), name="activities_failedmessage_source"),
            path(
                "<int:pk>/discard/",
                view(self.one_discarded),
                name="activities_failedmessage_discard",
            ),
            path("<int:pk>/again/", view(self.one_again), name="activities_failedmessage_again"),
        ]
        return own + super().get_urls()  # type: ignore[no-any-return]

    def has_process_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("activities.process_again"))

    @admin.action(description="Process the chosen messages again", permissions=["process"])
    def process_again(self, request: HttpRequest, queryset: QuerySet[FailedMessage]) -> None:
        for failed in queryset:
            shelf.again(failed)
        self.message_user(request, "The messages are processed again within the next moments.")

    def one_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Processes one message again: a POST by who may."""
        if request.method != "POST" or not self.has_process_permission(request):
            raise PermissionDenied
        failed = self._visible(request, pk)
        if failed.state == RawState.DISCARDED:
            raise Http404
        shelf.again(failed)
        messages.success(request, "The message is processed again within the next moments.")
        return redirect(reverse("admin:activities_failedmessage_changelist"))

    def has_discard_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("activities.discard_failed"))

    @admin.action(description="Discard the chosen messages…", permissions=["discard"])
    def discard_chosen(
        self, request: HttpRequest, queryset: QuerySet[FailedMessage]
    ) -> HttpResponse | None:
        """Asks for the reason first."""
        asked = DiscardForm(request.POST if "confirmed" in request.POST else None)
        if not asked.is_valid():
            return self._ask(request, queryset, asked)
        assert isinstance(request.user, User)  # noqa: S101  # has_perm is never true for others
        reason = asked.cleaned_data["reason"]
        done = sum(shelf.discard(one, reason, request.user) for one in queryset)
        self.message_user(request, f"{done} discarded. The filter “Discarded” shows them.")
        return None

    def _ask(
        self, request: HttpRequest, queryset: QuerySet[FailedMessage], asked: DiscardForm
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": asked,
            "number": queryset.count(),
            "chosen": request.POST.getlist("_selected_action"),
            "across": request.POST.get("select_across", "0"),
            "query": request.GET.urlencode(),
            "title": "Discard failed messages",
        }
        return render(request, "activities/discard.html", context)

    def one_discarded(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Discards one message with the reason: a POST by who may."""
        if request.method != "POST" or not self.has_discard_permission(request):
            raise PermissionDenied
        failed, asked = self._visible(request, pk), DiscardForm(request.POST)
        if not asked.is_valid():
            messages.error(request, "Say why the message is not wanted.")
            return redirect("admin:activities_failedmessage_change", pk)
        assert isinstance(request.user, User)  # noqa: S101
        shelf.discard(failed, asked.cleaned_data["reason"], request.user)
        messages.success(request, "The message is discarded. The filter “Discarded” shows it.")
        return redirect("admin:activities_failedmessage_changelist")

    def download(self, request: HttpRequest, pk: int) -> FileResponse:
        failed = self._visible(request, pk)
        answer = downloads.raw_message(request, failed)
        revealing.note_raw(failed, request.user)
        return answer

    def _visible(self, request: HttpRequest, pk: int) -> FailedMessage:
        failed: FailedMessage | None = self.get_object(request, str(pk))
        if failed is None:
            raise Http404
        return failed

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        failed: FailedMessage | None = self.get_object(request, object_id)
        shelved = failed is not None and failed.state != RawState.DISCARDED
        context: dict[str, Any] = {
            "may_process": shelved and self.has_process_permission(request),
            "may_discard": shelved and self.has_discard_permission(request),
            "discarding": DiscardForm(),
        }
        if failed is not None:
            as_received = request.user.has_perm("activities.download_raw")
            department = failed.alias.department_id
            context["header"] = headers.shown(failed, department, as_received=as_received)
        return super().change_view(request, object_id, form_url, context)  # type: ignore[no-any-return]
