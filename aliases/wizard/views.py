"""The pages of the wizard: what is typed is kept first and judged afterwards, so nothing is lost."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from aliases import login_test
from aliases.directory_choice import NAMES as DIRECTORIES
from aliases.wizard import finishing, steps, suggesting, teams, testing
from aliases.wizard.drafts import AliasDraft
from departments import trials
from departments.login_test import PERMISSION, Test, errors_of, refused, streamed

LEFT = "The draft is kept. Go on with it from “Drafts” on this page whenever you like."
# Where each button of a step leads.
NEXT = {"general": "aliases_wizard_servers", "servers": "aliases_wizard_summary"}
BACK = {"servers": "aliases_wizard_general"}


def urls(page: Any) -> list[URLPattern]:
    """To be put before the addresses of the admin page ``page``."""

    def at(route: str, view: Any, name: str) -> URLPattern:
        shown: Callable[..., HttpResponseBase] = page.admin_site.admin_view(partial(view, page))
        return path(route, shown, name=name)

    return [
        at("wizard/", start, "aliases_wizard"),
        at("wizard/<int:draft>/general/", general, "aliases_wizard_general"),
        at("wizard/<int:draft>/servers/", servers, "aliases_wizard_servers"),
        at("wizard/<int:draft>/summary/", summary, "aliases_wizard_summary"),
        at("wizard/<int:draft>/test/<str:direction>/", test, "aliases_wizard_test"),
        at("wizard/<int:draft>/discard/", discard, "aliases_wizard_discard"),
        at("<int:pk>/made/", made, "aliases_wizard_made"),
    ]


def start(page: Any, request: HttpRequest) -> HttpResponse:
    """Step 1 of a new alias; a draft comes into being with the first thing that is sent."""
    _must_add(page, request)
    owner: Any = request.user
    draft = AliasDraft(owner=owner)
    steps.fill_first(draft, request.user, request.GET)
    answer = _general(page, request, draft)
    if request.method == "POST" and answer.status_code == 200:
        # With errors: elsewhere, as sending it again must not make another draft.
        return redirect(f"{reverse('admin:aliases_wizard_general', args=[draft.pk])}?check=1")
    return answer


def general(page: Any, request: HttpRequest, draft: int) -> HttpResponse:
    return _general(page, request, _own(page, request, draft))


def servers(page: Any, request: HttpRequest, draft: int) -> HttpResponse:
    mine = _own(page, request, draft)
    suggesting.suggest(mine, suggesting.look_up(mine))
    if request.method == "POST":
        steps.take(mine, request.POST, "servers")
        wanted = request.POST.get("do", "")
        if wanted.startswith("use:") and wanted[4:].isdecimal():
            suggesting.use(mine, int(wanted[4:]))
    mine.save()
    return _step(page, request, mine, "servers")


def _general(page: Any, request: HttpRequest, draft: AliasDraft) -> HttpResponse:
    if request.method == "POST":
        steps.take(draft, request.POST, "general")
        draft.values |= {name: request.POST.getlist(name) for name in teams.NAMES}
        form = steps.form_of(page, request, draft)
        form.is_valid()
        draft.department = form.cleaned_data.get("department")
        # Completed with the company's domain where only the part before the @ was typed.
        draft.values["address"] = form.cleaned_data.get("address") or draft.values["address"]
        draft.save()
    return _step(page, request, draft, "general")


def _step(page: Any, request: HttpRequest, draft: AliasDraft, step: str) -> HttpResponse:
    """Answers a step whose values are kept already."""
    form = steps.form_of(page, request, draft, **steps.typed_secrets(request))
    groups = teams.form_of(request.user, draft)
    form.is_valid()
    errors = steps.errors_of(form, steps.STEPS[step])
    department = form.cleaned_data.get("department")
    group_errors = groups.errors_for(department) if step == "general" else []
    wanted = request.POST.get("do", "")
    if wanted == "leave":
        messages.success(request, LEFT)
        return redirect("admin:aliases_wizard")
    if wanted == "back" and step in BACK:
        return redirect(f"admin:{BACK[step]}", draft.pk)
    if wanted == "next" and not errors and not group_errors:
        return redirect(f"admin:{NEXT[step]}", draft.pk)
    if wanted.startswith("use:"):
        return redirect("admin:aliases_wizard_servers", draft.pk)
    judged = wanted == "next" or "check" in request.GET
    context = {
        "form": form,
        "sections": _sections(form, step, errors if judged else {}),
        "problems": bool(judged and (errors or group_errors)),
        "group_errors": group_errors if judged else [],
        "groups": groups,
    }
    return _page(page, request, draft, step, **context)


def _sections(form: Any, step: str, errors: dict[str, list[str]]) -> dict[str, list[steps.Row]]:
    """The rows of a step, by the part of the page that they stand in."""
    if step == "general":
        if form.fields["department"].queryset.count() == 1:
            form.fields["department"].widget = HiddenInput()
        parts = {"general": steps.GENERAL, "opt_out": steps.OPT_OUT}
    else:
        parts = {"incoming": steps.INCOMING, "mail": steps.MAIL, "outgoing": steps.OUTGOING}
    return {part: steps.rows(form, names, errors) for part, names in parts.items()}


def summary(page: Any, request: HttpRequest, draft: int) -> HttpResponse:
    """The last step: what will be, and the two ways to make it."""
    mine = _own(page, request, draft)
    wanted = request.POST.get("do", "") if request.method == "POST" else ""
    if wanted:
        steps.take(mine, request.POST, "summary")
        mine.save()
    form = steps.form_of(page, request, mine)
    if wanted == "leave":
        messages.success(request, LEFT)
        return redirect("admin:aliases_wizard")
    if wanted in {"activate", "inactive"}:
        try:
            alias = finishing.finish(page, request, mine, active=wanted == "activate")
        except finishing.Missing as missing:
            form = missing.form
        else:
            return redirect("admin:aliases_wizard_made", alias.pk)
    form.is_valid()
    context = {
        "form": form,
        "wrong": {step: steps.errors_of(form, names) for step, names in steps.STEPS.items()},
        "reason_errors": form.errors.get("change_reason", []) if wanted else [],
        "directories": steps.rows(
            form, DIRECTORIES, steps.errors_of(form, DIRECTORIES) if wanted else {}
        ),
        "tests": testing.results(mine),
        "untested": finishing.untested(mine),
        "reason": request.POST.get("change_reason", ""),
    }
    return _page(page, request, mine, "summary", **context)


def test(page: Any, request: HttpRequest, draft: int, direction: str) -> HttpResponseBase:
    """The login test of step 2, with the values as they stand; they are kept in the draft."""
    mine = _own(page, request, draft)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if direction not in testing.NEEDED:
        raise Http404
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    steps.take(mine, request.POST, "servers")
    mine.save()
    form = steps.form_of(page, request, mine, **steps.typed_secrets(request))
    if errors := errors_of(form, set(testing.NEEDED[direction])):
        return errors
    alias = form.instance
    try:
        trial = trials.begin(request.user, direction, about=str(alias), department=alias.department)
    except trials.Refused as error:
        return refused(error)
    reports = login_test.KINDS[direction].run(alias)
    response: Any = streamed(Test(reports, trial, direction))
    lines = testing.watched(mine, direction, response.streaming_content)
    if direction == "incoming":
        lines = testing.with_mailbox(mine, alias, lines)
    response.streaming_content = lines
    return response  # type: ignore[no-any-return]


def discard(page: Any, request: HttpRequest, draft: int) -> HttpResponse:
    mine = _own(page, request, draft)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    mine.delete()
    messages.success(request, f"The draft “{mine}” is discarded.")
    return redirect("admin:aliases_wizard")


def made(page: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """What happens next."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    alias = page.get_object(request, str(pk))
    if alias is None:
        raise Http404
    context = {
        **page.admin_site.each_context(request),
        "alias": alias,
        "opts": page.opts,
        "title": f"{alias.name} is made",
    }
    return render(request, "aliases/wizard/made.html", context)


def _page(
    page: Any, request: HttpRequest, draft: AliasDraft, step: str, **more: Any
) -> HttpResponse:
    context = {
        **page.admin_site.each_context(request),
        "draft": draft,
        "drafts": AliasDraft.objects.of(request.user).exclude(pk=draft.pk),
        "step": step,
        "fields": steps,
        "opts": page.opts,
        "title": "New alias",
        "mailbox": testing.in_words(found) if (found := draft.facts.get("mailbox")) else "",
        **more,
    }
    return render(request, f"aliases/wizard/{step}.html", context)


def _must_add(page: Any, request: HttpRequest) -> None:
    if not page.has_add_permission(request):
        raise PermissionDenied


def _own(page: Any, request: HttpRequest, draft: int) -> AliasDraft:
    """Other people's drafts do not exist."""
    _must_add(page, request)
    found = AliasDraft.objects.of(request.user).filter(pk=draft).first()
    if found is None:
        raise Http404
    return found
