"""Rules about attachments and what they held back, in the console."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.decorators import display

from attachments import downloads, fates, settling, trying
from attachments.forms import BlockedExtensionForm, DepartmentSettingsForm, PartitionRuleForm
from attachments.models import (
    BlockedAttachment,
    BlockedExtension,
    DepartmentSettings,
    PartitionRule,
    State,
    Verb,
    Verdict,
)
from departments.history import DepartmentHistory
from departments.models import Department
from departments.scope import DepartmentFilter, DepartmentScope, ReadOnly


@admin.register(BlockedExtension)
class BlockedExtensionAdmin(DepartmentHistory, DepartmentScope):
    form = BlockedExtensionForm
    list_display = ("dotted", "name", "department", "description")
    list_display_links = ("dotted", "name")
    list_filter = (DepartmentFilter,)
    list_select_related = ("department__partition",)
    list_before_template = "attachments/try_link.html"
    search_fields = ("extension", "name", "description")
    search_help_text = "Extension, name or description"
    fields = ("department", "extension", "name", "description")

    @display(description="Extension", ordering="extension")
    def dotted(self, one: BlockedExtension) -> str:
        return f".{one.extension}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_out)
        own = path("try/", view, name="attachments_blockedextension_try")
        return [own, *super().get_urls()]

    def try_out(self, request: HttpRequest) -> HttpResponse:
        return trying.page(self, request)


@admin.register(DepartmentSettings)
class DepartmentSettingsAdmin(DepartmentHistory, DepartmentScope):
    form = DepartmentSettingsForm
    list_display = ("department", "scan", "block_all", "action", "block_closed")
    list_select_related = ("department__partition",)
    search_fields = ("department__name",)
    search_help_text = "Department"
    fields = (
        "department",
        "scan",
        "block_all",
        "action",
        "inner_extensions",
        "block_closed",
        "without_scanner",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Settings stay in their department; another one gets its own."""
        return ("department",) if obj else ()


@admin.register(PartitionRule)
class PartitionRuleAdmin(DepartmentHistory, DepartmentScope):
    """Seen by members of the root department, as the partition is."""

    form = PartitionRuleForm
    list_display = ("dotted", "light", "partition", "description")
    list_display_links = ("dotted",)
    list_filter = ("verdict",)
    list_select_related = ("partition",)
    search_fields = ("extension", "description")
    search_help_text = "Extension or description"
    fields = ("partition", "extension", "verdict", "description")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PartitionRule]:
        queryset: QuerySet[PartitionRule] = super(DepartmentScope, self).get_queryset(request)
        if request.user.is_superuser:
            return queryset
        roots = Department.objects.visible_to(request.user).filter(parent=None)
        return queryset.filter(partition__in=roots.values("partition"))

    @display(description="Extension", ordering="extension")
    def dotted(self, one: PartitionRule) -> str:
        return f".{one.extension}"

    @display(
        description="For everyone",
        ordering="verdict",
        label={Verdict.BLOCK.label: "danger", Verdict.ALLOW.label: "success"},
    )
    def light(self, one: PartitionRule) -> str:
        return one.get_verdict_display()


@admin.register(BlockedAttachment)
class BlockedAttachmentAdmin(ReadOnly):
    list_display = ("light", "named", "bytes", "kind", "rule", "activity", "alias", "at")
    list_display_links = ("named",)
    list_filter = ("state", "direction", "rule_kind", DepartmentFilter)
    list_select_related = ("activity", "alias")
    search_fields = ("name", "rule", "kind", "digest", "activity__subject", "alias__address")
    search_help_text = "File name, rule, type, SHA-256, subject or alias"
    date_hierarchy = None
    actions = ("restore_chosen", "delete_chosen")
    change_form_template = "attachments/blocked.html"

    @display(
        description="State",
        ordering="state",
        label={
            State.QUARANTINED.label: "warning",
            State.RESTORED.label: "success",
            State.DELETED.label: "danger",
        },
    )
    def light(self, one: BlockedAttachment) -> str:
        return one.get_state_display()

    @display(description="File name", ordering="name")
    def named(self, one: BlockedAttachment) -> str:
        return str(one)[:120]

    @display(description="Size", ordering="size")
    def bytes(self, one: BlockedAttachment) -> str:
        return f"{one.size / 1024:,.0f} KB"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download)
        name = "attachments_blockedattachment_download"
        return [path("<int:pk>/download/", view, name=name), *super().get_urls()]

    def has_restore_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("attachments.restore_blocked"))

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("attachments.delete_blocked"))

    @admin.action(description="Restore…", permissions=["restore"])
    def restore_chosen(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return settling.answer(self, request, queryset, "restore")

    @admin.action(description="Delete…", permissions=["remove"])
    def delete_chosen(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return settling.answer(self, request, queryset, "delete")

    def download(self, request: HttpRequest, pk: int) -> FileResponse:
        """The bytes, for those who may; who took them is written down."""
        if not request.user.has_perm("attachments.download_blocked"):
            raise PermissionDenied
        if not self.has_view_permission(request):
            raise PermissionDenied
        one: BlockedAttachment | None = self.get_object(request, str(pk))
        if one is None or one.state == State.DELETED:
            raise Http404
        try:
            response = downloads.blocked(one)
        except LookupError as error:
            raise Http404(str(error)) from error
        fates.note(one, Verb.DOWNLOAD, user=request.user)
        return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        one: BlockedAttachment | None = self.get_object(request, object_id)
        context: dict[str, Any] = {"title": str(one) if one else None}
        if one is not None:
            context["deeds"] = one.deeds.all()
            context["sees_activity"] = request.user.has_perm("activities.view_activity")
        return super().change_view(request, object_id, form_url, context)  # type: ignore[no-any-return]
