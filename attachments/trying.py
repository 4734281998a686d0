"""The page that tells what would happen to a file, and by which rule. It keeps nothing."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from attachments.blocking import decide
from attachments.forms import TryForm
from attachments.policy import policy_of
from attachments.values import Piece


@dataclass(frozen=True, slots=True)
class Answer:
    """``rule`` is '' where the file passes."""

    name: str
    rule: str = ""
    why: str = ""
    kind: str = ""
    outgoing: bool = False
    delete: bool = False


def page(site: Any, request: HttpRequest) -> HttpResponse:
    """GET shows the form, POST the answer as well."""
    if not site.has_view_permission(request):
        raise PermissionDenied
    sent = request.POST or None if request.method == "POST" else None
    form = TryForm(sent, request.FILES or None, user=request.user)
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "form": form,
        "answer": answer_to(form) if form.is_bound and form.is_valid() else None,
        "title": "Try a file",
    }
    return render(request, "attachments/try.html", context)


def answer_to(form: TryForm) -> Answer:
    file, name = form.cleaned_data["file"], form.cleaned_data["name"]
    # Django cuts folders off an upload's name, as browsers should; a typed name is taken as it is.
    name = name or (file.name if file else "")
    content = file.read() if file else b""
    declared = getattr(file, "content_type", "") or ""
    part = Piece("1", (name,) if name else (), declared, len(content), lambda: content)
    policy = policy_of(form.cleaned_data["department"].pk)
    refused = decide([part], policy.rules).refused
    if not refused:
        return Answer(name, outgoing=policy.outgoing)
    one = refused[0]
    return Answer(
        name, one.rule.name, one.why, one.kind, outgoing=policy.outgoing, delete=policy.delete
    )
