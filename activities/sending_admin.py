"""The sending list in the console: every recipient that is not sent to, and what people do about it (DI-12)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import FieldTextFilter
from unfold.decorators import display

from activities import bounces, sending_filters, sending_list, sending_pages
from activities.models import Recipient, RecipientState
from activities.sending_list import What
from departments.scope import DepartmentFilter, ReadOnly

# The page looks again by itself while the recipient is in one of these states.
UNSETTLED = (RecipientState.QUEUED, RecipientState.SENDING)


@admin.register(Recipient)
class RecipientAdmin(ReadOnly):
    list_display = (
        "state_light",
        "whom",
        "activity",
        "alias",
        "queued_at",
        "tries",
        "next_try_at",
        "answer",
    )
    list_display_links = ("whom",)
    list_filter = (
        sending_filters.StateFilter,
        sending_filters.AgeFilter,
        sending_filters.AliasFilter,
        DepartmentFilter,
        ("alias__address", sending_filters.AliasAddressFilter),
        ("address", FieldTextFilter),
        ("answer", FieldTextFilter),
    )
    list_filter_submit = True
    list_select_related = ("activity", "alias")
    list_per_page = 50
    search_fields = ("address", "activity__subject", "answer")
    searched_first = True
    chosen_first = True
    search_help_text = "Address, subject or the server's words"
    ordering = ("-queued_at", "-pk")
    actions = ("send_again", "hold", "cancel", "send_by_another")
    change_form_template = "activities/recipient.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recipient]:
        queryset: QuerySet[Recipient] = super().get_queryset(request)
        rows = sending_list.with_suppressed(queryset, timezone.now())
        return rows.defer("activity__text", "activity__html")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """All there ever were, by their numbers: only what is not at its end has an index by time."""
        every = request.GET.get("state__exact") == sending_filters.EVERY
        return ("-pk",) if every else self.ordering

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"{what}/",
                self.admin_site.admin_view(self.do),
                {"what": what},
                name=f"activities_recipient_{what}",
            )
            for what in What.values
        ]
        return [*own, *super().get_urls()]

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("activities.manage_sending"))

    def do(self, request: HttpRequest, what: str) -> HttpResponse:
        return sending_pages.answer(self, request, What(what))

    @admin.action(description="Send once more…", permissions=["manage"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Recipient]) -> HttpResponse:
        return sending_pages.preview(self, request, What.RETRY, queryset)

    @admin.action(description="Hold…", permissions=["manage"])
    def hold(self, request: HttpRequest, queryset: QuerySet[Recipient]) -> HttpResponse:
        return sending_pages.preview(self, request, What.HOLD, queryset)

    @admin.action(description="Cancel…", permissions=["manage"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Recipient]) -> HttpResponse:
        return sending_pages.preview(self, request, What.CANCEL, queryset)

    @admin.action(description="Send by another alias…", permissions=["manage"])
    def send_by_another(self, request: HttpRequest, queryset: QuerySet[Recipient]) -> HttpResponse:
        return sending_pages.preview(self, request, What.OTHER, queryset)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        one = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if one is not None:
            deeds = sending_pages.offered(one) if self.has_manage_permission(request) else []
            context = {
                "one": one,
                "deeds": deeds,
                "means": sending_pages.MEANS[RecipientState(one.state)],
                "attempts": one.attempts.all(),
                "handled": one.handled.all(),
                "bounces": bounces.shown(one.activity, request.user, one),
                "unsettled": one.state in UNSETTLED,
                "title": one.address,
            }
        return super().change_view(request, object_id, form_url, context)  # type: ignore[no-any-return]

    @display(
        description="State",
        ordering="state",
        label={
            RecipientState.SENT.label: "success",
            RecipientState.DELIVERED.label: "success",
            RecipientState.FAILED.label: "danger",
            RecipientState.BOUNCED.label: "danger",
            RecipientState.UNCERTAIN.label: "warning",
            RecipientState.DEFERRED.label: "warning",
            RecipientState.HELD.label: "warning",
        },
    )
    def state_light(self, recipient: Recipient) -> str:
        return recipient.get_state_display()

    @display(description="Address", ordering="address")
    def whom(self, recipient: Any) -> str:
        if not recipient.suppressed_since:
            return str(recipient.address)
        words = "suppressed since"
        since = f"{recipient.suppressed_since:%d %B %Y}"
        return format_html(
            '{}<br><span class="mc-problem">{} {}</span>', recipient.address, words, since
        )
