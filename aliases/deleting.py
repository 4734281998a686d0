"""The page that deletes an alias: obstacles with their links, else the questions before it is done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone

from aliases import assigning, deletion
from aliases.deletion import Waiting
from aliases.directions import Direction
from aliases.models import Alias
from aliases.reasons import ReasonForm


class DeleteForm(ReasonForm):
    """``waiting`` is asked only where mail waits."""

    waiting = forms.ChoiceField(
        label="Mail that waits to be sent", choices=Waiting, widget=forms.RadioSelect
    )


def page(site: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """``site`` is the admin class of aliases. GET asks, POST deletes where nothing stands in the way."""
    alias: Alias | None = site.get_object(request, object_id)
    if alias is None:
        raise Http404
    if not site.has_delete_permission(request, alias):
        raise PermissionDenied
    number = deletion.waiting(alias).count()
    form = DeleteForm(request.POST if request.method == "POST" else None, aliases=[alias])
    if number:
        offer(form.fields["waiting"], deletion.fates(alias))
    else:
        del form.fields["waiting"]
    in_the_way = deletion.obstacles(alias, request.user)
    if request.method == "POST" and not in_the_way and form.is_valid():
        return _delete(request, alias, form)
    context = {
        **site.admin_site.each_context(request),
        "alias": alias,
        "form": form,
        "number": number,
        "obstacles": in_the_way,
        "opts": site.opts,
        "title": f"Delete {alias}",
    }
    return render(request, "aliases/delete.html", context)


def offer(field: Any, fates: list[Waiting]) -> None:
    """Chosen beforehand is the default server, where there is one."""
    field.choices = [(one.value, one.label) for one in fates]
    field.initial = Waiting.SEND if Waiting.SEND in fates else None


def _delete(request: HttpRequest, alias: Alias, form: DeleteForm) -> HttpResponse:
    fate = Waiting(form.cleaned_data.get("waiting", Waiting.HOLD))
    reason = form.cleaned_data["reason"]
    try:
        deletion.delete(alias, fate, user=request.user, reason=reason, now=timezone.now())
    except deletion.Obstructed:
        messages.error(request, "Something has come up meanwhile: read the page again.")
        return redirect("admin:aliases_alias_delete", alias.pk)
    words = f"{alias} is deleted. Its cases and mail stay; the filter “Deleted” shows it."
    messages.success(request, words)
    return redirect("admin:aliases_alias_changelist")


def unassign(site: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the alias from its retriever, on the way to its deletion; POST only."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    alias: Alias | None = site.get_object(request, str(pk))
    if alias is None:
        raise Http404
    if not site.has_delete_permission(request, alias):
        raise PermissionDenied
    assigning.assign(alias, Direction.RETRIEVE, None, "To delete the alias")
    messages.success(request, f"{alias} has no retriever any more: its mail is not fetched.")
    return redirect("admin:aliases_alias_delete", pk)
