"""Phrases of delivery exceptions, their dry run, and suppressed addresses in the console."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display

from departments.history import DepartmentHistory
from departments.models import Department
from departments.scope import DepartmentFilter, DepartmentScope
from exceptions import opt_outs_admin, suppressing
from exceptions.forms import PhraseForm, SuppressionForm
from exceptions.models import DeliveryException, Suppression
from exceptions.trying import TryForm, answer_to

__all__ = ["opt_outs_admin"]

EVERYWHERE = (
    "The system provides it: deleting it here deletes it from all departments, for good. "
    "It does not come back with an upgrade."
)


class WithProvided(DepartmentFilter):
    """What holds in a department: its own phrases and those of the system."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        chosen = Department.objects.visible_to(request.user).filter(pk=value)
        return queryset.filter(Q(department=None) | Q(department__in=chosen.values("pk")))


@admin.register(DeliveryException)
class DeliveryExceptionAdmin(DepartmentHistory, DepartmentScope):
    """A phrase of the system is changed and deleted by those who see every department."""

    form = PhraseForm
    list_display = ("name", "phrase", "type", "failure_light", "holds_in")
    list_filter = (WithProvided, "type", "failure")
    list_select_related = ("department__partition",)
    list_before_template = "exceptions/list_head.html"
    # Pages only: there are more phrases than anybody reads on one.
    list_max_show_all = 0
    search_fields = ("name", "phrase", "description")
    search_help_text = "Name, phrase or description"
    fields = ("department", "name", "description", "type", "phrase", "failure")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeliveryException]:
        queryset: Any = super(DepartmentScope, self).get_queryset(request)
        return queryset.visible_to(request.user)  # type: ignore[no-any-return]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("department",) if obj and obj.department_id is None else ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.dry_run)
        own = path("try/", view, name="exceptions_deliveryexception_try")
        return [own, *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and may_touch(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What the page that asks once more lists; both of one and of many."""
        listed, count, needed, protected = super().get_deleted_objects(objs, request)
        if any(one.department_id is None for one in objs):
            listed = [EVERYWHERE, *listed]
        return listed, count, needed, protected

    @display(description="Failure", ordering="failure", label={"Permanent": "danger"})
    def failure_light(self, phrase: DeliveryException) -> str:
        return phrase.get_failure_display()

    @display(description="Department", ordering="department")
    def holds_in(self, phrase: DeliveryException) -> str:
        return str(phrase.department) if phrase.department else "All (provided by the system)"

    def dry_run(self, request: HttpRequest) -> HttpResponse:
        """What a subject, an address or a message would be taken for, and by what (DE-4)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        first = Department.objects.visible_to(request.user).first()
        form = TryForm(request.POST or None, user=request.user, initial={"department": first})
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "answer": answer_to(form) if request.method == "POST" else None,
            "opts": self.opts,
            "title": "Try a subject, an address or a message",
        }
        return render(request, "exceptions/try.html", context)


def may_touch(request: HttpRequest, phrase: DeliveryException | None) -> bool:
    """Of the system's phrases only those who see every department may change any."""
    if phrase is None or phrase.department_id is not None:
        return True
    mine = Department.objects.visible_to(request.user)
    sees_all = not Department.objects.exclude(pk__in=mine.values("pk")).exists()
    return sees_all and bool(request.user.has_perm("exceptions.manage_provided"))


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("live", "Warns"), ("expired", "Expired"), ("cleared", "Cleared")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        wanted = {
            "live": Q(cleared_at=None, expires_at__gt=now),
            "expired": Q(cleared_at=None, expires_at__lte=now),
            "cleared": Q(cleared_at__isnull=False),
        }
        return queryset.filter(wanted.get(self.value() or "", Q()))


@admin.register(Suppression)
class SuppressionAdmin(DepartmentHistory, DepartmentScope):
    form = SuppressionForm
    list_display = ("address", "reason", "report", "since", "expires_at", "state")
    list_filter = (StateFilter, DepartmentFilter)
    list_select_related = ("department__partition", "sample")
    search_fields = ("address", "reason")
    search_help_text = "Address or reason"
    fields = ("department", "address", "reason", "expires_at")
    actions = ("clear_chosen",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("department", "address") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A line is cleared, not deleted: so it stays known who did it."""
        return False

    def has_clear_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("exceptions.clear_suppression"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.clear)
        own = path("<int:pk>/clear/", view, name="exceptions_suppression_clear")
        return [own, *super().get_urls()]

    @display(description="Report")
    def report(self, line: Suppression) -> str:
        if line.sample_id is None:
            return "—"
        url = reverse("admin:activities_activity_change", args=(line.sample_id,))
        return format_html('<a class="underline" href="{}">Open</a>', url)

    @display(description="State")
    def state(self, line: Suppression) -> str:
        if line.cleared_at:
            return f"Cleared by {line.cleared_by or 'somebody'}"
        words = "Warns" if line.expires_at > timezone.now() else "Expired"
        url = reverse("admin:exceptions_suppression_clear", args=(line.pk,))
        # The list itself is a form: the button sends it to another address.
        return format_html(
            '{} <button class="mc-link" formaction="{}" formmethod="post" formnovalidate>'
            'Clear<span class="sr-only"> {}</span></button>',
            words,
            url,
            line.address,
        )

    def clear(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One click: the address may be written to again without a warning."""
        if request.method != "POST" or not self.has_clear_permission(request):
            raise PermissionDenied
        line: Suppression | None = self.get_object(request, str(pk))
        if line is None:
            raise Http404
        self._clear(request, [line])
        return redirect("admin:exceptions_suppression_changelist")

    @admin.action(description="Clear the chosen addresses", permissions=["clear"])
    def clear_chosen(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        self._clear(request, list(queryset))

    def _clear(self, request: HttpRequest, lines: list[Suppression]) -> None:
        now = timezone.now()
        done = [one for one in lines if suppressing.clear(one, request.user, now)]
        names = ", ".join(one.address for one in done[:3])
        more = f" and {len(done) - 3} more" if len(done) > 3 else ""
        words = (
            f"{names}{more} cleared: writing there warns no more." if done else "None was listed."
        )
        messages.success(request, words)
