"""The page that tries a workflow: one message, or the last ones of an alias, a part at a time."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from activities.workflows import naming, outcomes, trying
from activities.workflows.naming import Names
from activities.workflows.stored import Workflow
from activities.workflows.trying import Tried
from activities.workflows.trying_form import TryForm, seen_by

MOST_MESSAGES = 500
# As many are tried in one request: a second or so.
AT_ONCE = 25


def page(site: Any, request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """One message, pasted or stored."""
    first = workflow.aliases.first() if not workflow.shared else None
    form = TryForm(
        request.POST or None, workflow=workflow, user=request.user, initial={"alias": first}
    )
    names = naming.of(workflow.department_id)
    answer = _answer(form) if request.method == "POST" and form.is_valid() else None
    context = {
        **site.admin_site.each_context(request),
        "answer": _row(answer, names) if answer is not None else None,
        "form": form,
        "most": MOST_MESSAGES,
        "opts": site.opts,
        "original": workflow,
        "title": f"Try {workflow}",
        "workflow": workflow,
    }
    return render(request, "activities/workflows/try.html", context)


def _answer(form: TryForm) -> Tried | None:
    activity, pasted = form.cleaned_data["activity"], form.cleaned_data["message"]
    if activity is not None:
        return form.trial().on_activity(activity)
    if pasted.strip():
        content = pasted.lstrip("\r\n").encode("utf-8", "surrogateescape")
        return form.trial().on(content)
    form.add_error("message", "Paste a message, or type the number of an activity.")
    return None


def part(request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """The next of the last messages of an alias, as JSON: rows, how many are done, and of how many."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = TryForm(request.POST, workflow=workflow, user=request.user)
    if not form.is_valid():
        words = "; ".join(str(one) for some in form.errors.values() for one in some)
        return JsonResponse({"error": words})
    numbers = trying.latest(form.cleaned_data["alias"], MOST_MESSAGES)
    begin = _number(request.POST.get("done", ""))
    found = (
        seen_by(request.user)
        .select_related("raw", "decided")
        .in_bulk(numbers[begin : begin + AT_ONCE])
    )
    trial, names = form.trial(), naming.of(workflow.department_id)
    rows = [
        _about(found[one]) | _row(trial.on_activity(found[one]), names)
        for one in numbers[begin : begin + AT_ONCE]
        if one in found
    ]
    done = min(begin + AT_ONCE, len(numbers))
    return JsonResponse({"rows": rows, "done": done, "all": len(numbers)})


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


def _about(activity: Activity) -> dict[str, Any]:
    return {
        "url": reverse("admin:activities_activity_change", args=(activity.pk,)),
        "subject": str(activity)[:120],
        "sender": activity.sender_address,
        "at": f"{timezone.localtime(activity.at):%Y-%m-%d %H:%M}",
    }


def _row(tried: Tried, names: Names) -> dict[str, Any]:
    """The answer in words; plain enough for JSON and for the template."""
    would = outcomes.outcome(tried.decision)
    before = tried.happened if tried.happened is not None else outcomes.NOTHING
    found = outcomes.differences(before, would, names)
    return {
        "error": tried.error,
        "differs": tried.differs,
        "compared": tried.happened is not None,
        "differences": [[one.part, one.before, one.after] for one in found],
        "parts": [
            [words, outcomes.in_words(part, would[part], names)]
            for part, (words, _) in outcomes.PARTS.items()
        ],
        "fired": [
            {
                "workflow": one.origin.name,
                "rule": f"{one.number}. {one.rule}",
                "why": one.why,
                "did": outcomes.did_words(one.did, names),
            }
            for one in tried.decision.trail
        ],
    }
