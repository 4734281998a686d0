"""Aliases in the console: the list with its lights, and the form with its tabs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.timesince import timesince
from unfold.decorators import display

from aliases import login_test
from aliases.forms import AliasForm
from aliases.models import Alias, Status
from departments.scope import DepartmentFilter, DepartmentHistory, DepartmentScope

INCOMING = (
    ("incoming_protocol", "incoming_encryption"),
    ("incoming_host", "incoming_port"),
    "incoming_allow_clear",
    "incoming_verify",
    "incoming_user",
    ("incoming_secret", "incoming_secret_again"),
    ("folder", "interval_seconds"),
    ("after_fetch", "after_fetch_folder"),
    "maximum_megabytes",
)
OUTGOING = (
    ("outgoing_protocol", "outgoing_encryption"),
    ("outgoing_host", "outgoing_port"),
    "outgoing_allow_clear",
    "outgoing_verify",
    "outgoing_user",
    ("outgoing_secret", "outgoing_secret_again"),
    "outgoing_without_authentication",
    ("outgoing_address", "outgoing_timeout"),
)
ESMTP = "outgoing_protocol == 'esmtp'"


@admin.register(Alias)
class AliasAdmin(DepartmentHistory, DepartmentScope):
    form = AliasForm
    list_display = ("light", "named", "address", "department", "retrieved", "sent", "waits")
    list_display_links = ("named",)
    list_filter = ("status", DepartmentFilter, "incoming_protocol")
    list_select_related = ("department__partition",)
    search_fields = ("name", "address", "description", "incoming_host", "outgoing_host")
    search_help_text = "Name, address, description or server"
    actions = ("activate", "deactivate")
    compressed_fields = False
    warn_unsaved_form = True
    fieldsets = (
        (
            "General",
            {
                "classes": ("tab",),
                "fields": ("department", "name", "address", "description", "status"),
            },
        ),
        ("Incoming", {"classes": ("tab",), "fields": INCOMING}),
        ("Outgoing", {"classes": ("tab",), "fields": OUTGOING}),
    )
    conditional_fields = {
        "incoming_allow_clear": "incoming_encryption == 'none'",
        "incoming_verify": "incoming_encryption != 'none'",
        "folder": "incoming_protocol == 'imap'",
        "after_fetch_folder": "after_fetch == 'move'",
        "outgoing_allow_clear": f"{ESMTP} && outgoing_encryption == 'none'",
        "outgoing_verify": "outgoing_encryption != 'none'",
        "outgoing_user": ESMTP,
        "outgoing_secret": ESMTP,
        "outgoing_secret_again": ESMTP,
        "outgoing_without_authentication": ESMTP,
    }
    change_form_after_template = "aliases/login_test.html"

    class Media:
        js = ("mailcenter/alias_ports.js", "mailcenter/login_test.js")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alias]:
        queryset: QuerySet[Alias] = super().get_queryset(request)
        return queryset.with_jobs()  # type: ignore[attr-defined, no-any-return]

    def get_urls(self) -> list[URLPattern]:
        test = self.admin_site.admin_view(self.test_login)
        own = [
            path("test/<str:direction>/", test, name="aliases_alias_test_new"),
            path("<int:pk>/test/<str:direction>/", test, name="aliases_alias_test"),
        ]
        return own + super().get_urls()  # type: ignore[no-any-return]

    def test_login(self, request: HttpRequest, direction: str, pk: int | None = None) -> Any:
        return login_test.answer(self, request, direction, pk)

    @display(description="Status", label={"Active": "success", "Failing": "warning"})
    def light(self, alias: Alias) -> str:
        if alias.active and (alias.retrieving_error or alias.dispatching_error):  # type: ignore[attr-defined]
            return "Failing"
        return alias.get_status_display()

    @display(description="Name", ordering="name")
    def named(self, alias: Alias) -> str:
        if not alias.unverified:
            return alias.name
        warning = "certificate not verified"
        return format_html('{} <span class="mc-problem">({})</span>', alias.name, warning)

    @display(description="Last retrieved")
    def retrieved(self, alias: Any) -> str:
        return moment(alias.last_retrieved, alias.retrieving_error)

    @display(description="Last sent")
    def sent(self, alias: Any) -> str:
        return moment(alias.last_sent, alias.dispatching_error)

    @display(description="Waiting", ordering="waiting")
    def waits(self, alias: Any) -> int:
        return int(alias.waiting)

    @admin.action(description="Activate the chosen aliases", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Alias]) -> None:
        self._switch(request, queryset, Status.ACTIVE)

    @admin.action(description="Deactivate the chosen aliases", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Alias]) -> None:
        self._switch(request, queryset, Status.INACTIVE)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Alias], status: Status) -> None:
        """One by one, so that each change stands in the history."""
        changed = [alias for alias in queryset if alias.status != status]
        for alias in changed:
            alias.status = status
            alias.save()
        self.message_user(request, f"{len(changed)} aliases are {status.label.lower()} now.")


def moment(at: Any, error: str) -> str:
    """When it last worked, with the error since then in the tooltip and in words below."""
    words = f"{timesince(at)} ago" if at else "never"
    if not error:
        return words
    return format_html('{}<br><span class="mc-problem">{}</span>', words, error)
