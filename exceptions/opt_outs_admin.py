"""The list of those who opted out: searched, added to, and ended with a reason; nothing is deleted."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from departments.forms import ReasonForm
from departments.history import DepartmentHistory
from departments.scope import DepartmentFilter, DepartmentScope
from exceptions import opt_outs
from exceptions.opt_outs import OptOut


class OptOutForm(ReasonForm):
    class Meta:
        model = OptOut
        fields = ("department", "address")


class EndForm(forms.Form):
    why = forms.CharField(
        label="Why may this address be written to again?",
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
    )


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("live", "Opted out"), ("ended", "Ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"live": Q(ended_at=None), "ended": Q(ended_at__isnull=False)}
        return queryset.filter(wanted.get(self.value() or "", Q()))


@admin.register(OptOut)
class OptOutAdmin(DepartmentHistory, DepartmentScope):
    form = OptOutForm
    list_display = ("address", "department", "way", "by_mail", "since", "state")
    list_filter = (StateFilter, "way", DepartmentFilter)
    list_select_related = ("department__partition", "ended_by")
    search_fields = ("address",)
    search_help_text = "Address"
    fields = ("department", "address")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A line says what somebody wanted: it is ended, not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.end)
        own = path("<int:pk>/end/", view, name="exceptions_optout_end")
        return [own, *super().get_urls()]

    @display(description="Mail")
    def by_mail(self, line: OptOut) -> str:
        if line.activity_id is None:
            return "—"
        url = reverse("admin:activities_activity_change", args=(line.activity_id,))
        return format_html('<a class="underline" href="{}">Open</a>', url)

    @display(description="State")
    def state(self, line: OptOut) -> str:
        if line.ended_at:
            return f"Ended by {line.ended_by or 'somebody'}"
        url = reverse("admin:exceptions_optout_end", args=(line.pk,))
        return format_html(
            'Opted out <a class="underline" href="{}">End<span class="sr-only"> for {}</span></a>',
            url,
            line.address,
        )

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page that asks why; the answer stands in the history."""
        line: OptOut | None = self.get_object(request, str(pk))
        if line is None:
            raise Http404
        if not request.user.has_perm("exceptions.end_opt_out"):
            raise PermissionDenied
        form = EndForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            why = form.cleaned_data["why"]
            if opt_outs.end(line, request.user, why=why, now=timezone.now()):
                messages.success(request, f"{line.address} may be written to again.")
            else:
                messages.info(request, f"{line.address} was off the list already.")
            return redirect("admin:exceptions_optout_changelist")
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "line": line,
            "opts": self.opts,
            "title": f"End the opt-out of {line.address}",
        }
        return render(request, "exceptions/end_opt_out.html", context)
