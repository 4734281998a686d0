"""The versions of a workflow: who published what, why, what differs, and the way back to one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render

from activities.workflows import describing, naming, publishing
from activities.workflows.publishing import By, Refused
from activities.workflows.stored import Workflow, WorkflowVersion
from departments.forms import REASON_MISSING
from departments.trail import asks_reason

VERSIONS_A_PAGE = 20


class ReturnForm(forms.Form):
    change_reason = forms.CharField(required=False, max_length=1000)


def page(site: Any, request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """Newest first, each with what it changed in the one before it."""
    names = naming.of(workflow.department_id)
    found = Paginator(workflow.versions.order_by("-number"), VERSIONS_A_PAGE)
    shown = found.get_page(request.GET.get("p"))
    told = [(one, describing.difference(_before(workflow, one), one.rules, names)) for one in shown]
    context = {
        **site.admin_site.each_context(request),
        "asks_reason": asks_reason(workflow),
        "may_change": site.has_change_permission(request, workflow),
        "opts": site.opts,
        "original": workflow,
        "page": shown,
        "told": told,
        "title": f"Versions of {workflow}",
        "workflow": workflow,
    }
    return render(request, "activities/workflows/versions.html", context)


def back(site: Any, request: HttpRequest, workflow: Workflow, number: int) -> HttpResponse:
    """Makes a former version run again; POST only."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not site.has_change_permission(request, workflow):
        raise PermissionDenied
    get_object_or_404(workflow.versions, number=number)
    form = ReturnForm(request.POST)
    reason = form.cleaned_data["change_reason"].strip() if form.is_valid() else ""
    if not reason and asks_reason(workflow):
        messages.error(request, REASON_MISSING)
    else:
        _return(request, workflow, number, reason)
    return redirect("admin:activities_workflow_versions", workflow.pk)


def _return(request: HttpRequest, workflow: Workflow, number: int, reason: str) -> None:
    try:
        version = publishing.return_to(workflow, number, By(request.user, reason))
    except Refused as refused:
        words = "; ".join(sorted(set(refused.errors.values())))
        messages.error(request, f"Version {number} cannot run any more: {words}")
    else:
        words = f"The rules of version {number} run again, as version {version.number}."
        messages.success(request, words)


def _before(workflow: Workflow, version: WorkflowVersion) -> list[Any]:
    former = workflow.versions.filter(number__lt=version.number).order_by("-number").first()
    return former.rules if former else []
