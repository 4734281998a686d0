"""The page of a workflow's rules: what is typed is kept, whether it is right or not."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from activities.workflows import checking, describing, naming, publishing, screen, standard
from activities.workflows.page_forms import RulesForm
from activities.workflows.publishing import By, Overtaken, Refused
from activities.workflows.stored import Workflow
from departments.trail import asks_reason

OVERTAKEN = (
    "Somebody else has saved this draft since you opened it. Yours is below, and not saved: save "
    "again to replace theirs."
)
NOT_READY = "The draft is saved. Before it can be published, {number} {things} to be mended below."


def page(site: Any, request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """GET shows the draft; POST saves it or publishes it, as the button says."""
    if request.method != "POST":
        return _shown(site, request, workflow, {"rules": workflow.draft})
    if not site.has_change_permission(request, workflow):
        raise PermissionDenied
    publishes = request.POST.get("do") == "publish"
    form = RulesForm(request.POST, workflow=workflow, publishes=publishes)
    form.is_valid()
    if not {"rules", "opened"} <= form.cleaned_data.keys():
        messages.error(request, checking.NO_RULES)
        return _shown(site, request, workflow, {"rules": workflow.draft})
    rules = form.cleaned_data["rules"]
    errors = checking.errors_in(rules, naming.of(workflow.department_id))
    if not _kept(request, workflow, form, errors) or errors or not form.is_valid():
        whole = errors.get("") != checking.NO_RULES
        typed = {"rules": rules if whole else workflow.draft, "errors": errors, "form": form}
        return _shown(site, request, workflow, typed)
    return _done(request, workflow, form) if publishes else _saved(request, workflow)


def _kept(
    request: HttpRequest, workflow: Workflow, form: RulesForm, errors: dict[str, str]
) -> bool:
    """Whether the draft was saved; tells the person what stands in the way of more."""
    if "" in errors:
        messages.error(request, errors[""])
        return False
    try:
        publishing.save_draft(
            workflow, form.cleaned_data["rules"], opened=form.cleaned_data["opened"]
        )
    except Overtaken:
        messages.error(request, OVERTAKEN)
        workflow.refresh_from_db()
        return False
    if errors:
        things = "thing has" if len(errors) == 1 else "things have"
        messages.warning(request, NOT_READY.format(number=len(errors), things=things))
    return True


def _saved(request: HttpRequest, workflow: Workflow) -> HttpResponse:
    messages.success(request, "The draft is saved. It decides nothing until it is published.")
    return redirect("admin:activities_workflow_rules", workflow.pk)


def _done(request: HttpRequest, workflow: Workflow, form: RulesForm) -> HttpResponse:
    by = By(request.user, form.cleaned_data["change_reason"].strip())
    try:
        version = publishing.publish(workflow, form.cleaned_data["rules"], by)
    except Refused:
        messages.error(request, "Something was deleted meanwhile: look through the rules again.")
    else:
        words = f"Version {version.number} runs from the next messages on."
        messages.success(request, words)
    return redirect("admin:activities_workflow_rules", workflow.pk)


def _shown(
    site: Any, request: HttpRequest, workflow: Workflow, typed: dict[str, Any]
) -> HttpResponse:
    names = naming.of(workflow.department_id)
    first = standard.stored(naming.exception_queue(workflow.department_id) or 0)
    published = workflow.versions.filter(number=workflow.version).first()
    context = {
        **site.admin_site.each_context(request),
        "asks_reason": asks_reason(workflow),
        "catalogue": screen.catalogue(names),
        "errors": typed.get("errors", {}),
        "form": typed.get("form"),
        "may_change": site.has_change_permission(request, workflow),
        "differs": published is None or published.rules != typed["rules"],
        "opts": site.opts,
        "original": workflow,
        "rules": typed["rules"],
        "standard": describing.described(first, names),
        "title": f"Rules of {workflow}",
        "workflow": workflow,
    }
    return render(request, "activities/workflows/rules.html", context)
