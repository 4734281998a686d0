"""The pages on which a person splits and merges cases: a preview, the reason, and it is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from activities import regrouping
from activities.models import Activity
from activities.regrouping import CannotRegroup, Plan
from aliases.reasons import ReasonForm
from departments.trail import asks_reason

TITLES = {"split": "Split off into a new case", "merge": "Merge cases"}
PLANS: dict[str, Callable[[QuerySet[Activity], Any], Plan]] = {
    "split": regrouping.split,
    "merge": regrouping.merge,
}


def answer(
    site: Any, request: HttpRequest, queryset: QuerySet[Activity], kind: str
) -> HttpResponse:
    """Shows what happens to which activity; with ``confirmed`` in the form it is done."""
    plan = PLANS[kind](queryset.order_by(), request.user)
    if plan.trouble:
        messages.error(request, plan.trouble)
        return redirect("admin:activities_activity_changelist")
    confirmed = "confirmed" in request.POST
    form = CaseReasonForm(request.POST if confirmed else None, plan=plan)
    if confirmed and form.is_valid():
        return _done(request, plan, form.cleaned_data["reason"])
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "title": TITLES[kind],
        "plan": plan,
        "chosen": list(queryset.order_by("pk").values_list("pk", flat=True)),
        "action": f"{kind}_cases",
        "form": form,
    }
    return render(request, "activities/regroup.html", context)


class CaseReasonForm(ReasonForm):
    """Asks for the reason where the partition of a case wants one."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, aliases=(), **kwargs)
        self.fields["reason"].required = any(asks_reason(case) for case in plan.cases)


def _done(request: HttpRequest, plan: Plan, reason: str) -> HttpResponse:
    try:
        target = regrouping.carry_out(plan, user=request.user, reason=reason)
    except CannotRegroup as trouble:
        messages.error(request, str(trouble))
        return redirect("admin:activities_activity_changelist")
    count = len(plan.moving)
    messages.success(
        request, f"{count} {'activity is' if count == 1 else 'activities are'} in {target} now."
    )
    return redirect("admin:activities_activity_change", plan.moving[0].pk)
