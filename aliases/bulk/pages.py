"""The pages of bulk actions: what will happen to each alias, a question, and then it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import redirect, render

from aliases.bulk import assigning, plans, servers, testing
from aliases.bulk.assigning import AssignForm
from aliases.bulk.forms import PasswordsForm, ServersForm
from aliases.bulk.plans import Line
from aliases.models import Alias
from aliases.reasons import ReasonForm

LIST = "admin:aliases_alias_changelist"


@dataclass(frozen=True, slots=True)
class Switch:
    """A bulk action that asks for nothing but a reason."""

    title: str
    plan: Callable[[Alias], Line]
    do: Callable[[Alias, str], None]
    done: str


SWITCHES = {
    "activate": Switch("Activate", plans.activation, plans.activate, "active"),
    "deactivate": Switch("Deactivate", plans.deactivation, plans.deactivate, "inactive"),
}


def switch(site: Any, request: HttpRequest, aliases: Sequence[Alias], name: str) -> HttpResponse:
    """Shows what happens; with ``confirmed`` in the form it is done."""
    action = SWITCHES[name]
    found = [action.plan(alias) for alias in aliases]
    confirmed = "confirmed" in request.POST
    form = ReasonForm(request.POST if confirmed else None, aliases=aliases)
    if confirmed and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(request, found, action.done, lambda alias: action.do(alias, reason))
    context: dict[str, Any] = {"form": form, "lines": found, "button": action.title}
    return _page(site, request, name, title=f"{action.title} aliases", **context)


def move(site: Any, request: HttpRequest, aliases: Sequence[Alias]) -> HttpResponse:
    """Three rounds: the new servers; what that does, and passwords; done."""
    asked = ServersForm(request.POST if "asked" in request.POST else None)
    texts: dict[str, Any] = {"title": "Change the servers of aliases"}
    if not asked.is_valid():
        lines = [Line(alias, " / ".join(_servers(alias))) for alias in aliases]
        texts |= {"button": "Preview", "round": "asked"}
        return _page(site, request, "servers", form=asked, lines=lines, **texts)
    changes = asked.changes()
    confirmed = "confirmed" in request.POST
    data = request.POST if confirmed else None
    form = PasswordsForm(data, aliases=aliases, changes=changes)
    valid = confirmed and form.is_valid()
    wanted = form.move() if valid else servers.Move(changes)
    lines = [servers.plan(alias, wanted) for alias in aliases]
    if valid:
        reason = form.cleaned_data["reason"]
        done = "changed"
        return _done(request, lines, done, lambda alias: servers.apply(alias, wanted, reason))
    texts |= {"button": "Change servers", "passwords": "secret" in " ".join(form.fields)}
    context: dict[str, Any] = {"form": form, "lines": lines, "kept": changes | {"asked": "yes"}}
    return _page(site, request, "servers", **context, **texts)


def assign(site: Any, request: HttpRequest, aliases: Sequence[Alias]) -> HttpResponse:
    """Three rounds: the instances; what that does; done."""
    asked = AssignForm(request.POST if "asked" in request.POST else None, user=request.user)
    texts: dict[str, Any] = {"title": "Assign aliases to service instances"}
    if not asked.is_valid():
        lines = [
            Line(one, f"{one.retriever or 'none'} / {one.dispatcher or 'none'}") for one in aliases
        ]
        texts |= {"button": "Preview", "round": "asked", "now": "Retriever and dispatcher now"}
        return _page(site, request, "assign", form=asked, lines=lines, **texts)
    chosen = asked.chosen()
    lines = [assigning.plan(alias, chosen) for alias in aliases]
    confirmed = "confirmed" in request.POST
    form = ReasonForm(request.POST if confirmed else None, aliases=aliases)
    if confirmed and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = "assigned"
        return _done(request, lines, done, lambda alias: assigning.apply(alias, chosen, reason))
    texts |= {"button": "Assign", "kept": asked.cleaned_data | {"asked": "yes"}}
    return _page(site, request, "assign", form=form, lines=lines, **texts)


def test(site: Any, request: HttpRequest, aliases: Sequence[Alias]) -> HttpResponse:
    """The page from which the tests are begun; nothing is contacted yet."""
    if len(aliases) > testing.MOST_AT_ONCE:
        words = f"Choose {testing.MOST_AT_ONCE} aliases at the most: they are tested one by one."
        messages.error(request, words)
        return redirect(LIST)
    context = site.admin_site.each_context(request) | {"aliases": aliases, "opts": site.opts}
    return render(request, "aliases/bulk_test.html", context | {"title": "Test aliases"})


def run_tests(aliases: Sequence[Alias], user: Any) -> StreamingHttpResponse:
    chosen = aliases[: testing.MOST_AT_ONCE]
    response = StreamingHttpResponse(
        testing.lines(chosen, user), content_type="application/x-ndjson"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def answer(site: Any, request: HttpRequest, name: str) -> Any:
    """A round of the bulk action ``name``; POST only, by who may."""
    allowed = "aliases.test_alias" if name in {"test", "run"} else "aliases.change_alias"
    if not request.user.has_perm(allowed) or not site.has_view_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    aliases = site.chosen(request)
    if not aliases:
        messages.warning(request, "Choose aliases in the list first.")
        return redirect(LIST)
    if name in SWITCHES:
        return switch(site, request, aliases, name)
    if name == "run":
        return run_tests(aliases, request.user)
    rounds = {"servers": move, "assign": assign, "test": test}
    return rounds[name](site, request, aliases)


def _done(
    request: HttpRequest, lines: Sequence[Line], became: str, do: Callable[[Alias], None]
) -> HttpResponse:
    possible = [line.alias for line in lines if line.will]
    for alias in possible:
        do(alias)
    count = f"{len(possible)} alias{'' if len(possible) == 1 else 'es'}"
    verb = "is" if len(possible) == 1 else "are"
    messages.success(request, f"{count} {verb} {became} now.")
    if left := len(lines) - len(possible):
        messages.warning(request, f"{left} could not be changed and stayed as before.")
    return redirect(LIST)


def _page(
    site: Any, request: HttpRequest, name: str, *, lines: Sequence[Line], **texts: Any
) -> HttpResponse:
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "lines": lines,
        "possible": sum(1 for line in lines if line.will),
        "url": f"admin:aliases_alias_bulk_{name}",
        "round": "confirmed",
    }
    return render(request, "aliases/bulk.html", context | texts)


def _servers(alias: Alias) -> tuple[str, str]:
    return (
        f"{alias.incoming_host}:{alias.incoming_port}",
        f"{alias.outgoing_host}:{alias.outgoing_port}",
    )
