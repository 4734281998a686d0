"""The page on which a person restores or deletes blocked attachments: what, the reason, and it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from attachments import fates
from attachments.forms import WhyForm
from attachments.held import BlockedQuerySet, State

LIST = "admin:attachments_blockedattachment_changelist"


@dataclass(frozen=True, slots=True)
class Kind:
    title: str
    done: str
    means: str
    do: Callable[..., int]


KINDS = {
    "restore": Kind(
        "Restore attachments",
        "restored",
        "The activities show them again, as they were sent. Nobody has looked whether they are harmless.",
        fates.restore,
    ),
    "delete": Kind(
        "Delete attachments",
        "deleted",
        "Nobody can read or restore them any more. The message as received is kept for its own time.",
        fates.delete,
    ),
}


def _without_infected(request: HttpRequest, waiting: BlockedQuerySet) -> BlockedQuerySet:
    allowed = fates.restorable(waiting, request.user)
    if left := waiting.count() - allowed.count():
        words = f"In {left} of these a virus was found. You have no right to restore such files."
        messages.warning(request, words)
    return allowed


def answer(site: Any, request: HttpRequest, chosen: BlockedQuerySet, kind: str) -> HttpResponse:
    """Shows what is chosen; with ``confirmed`` and a reason in the form it is done."""
    what = KINDS[kind]
    waiting = chosen.filter(state=State.QUARANTINED)
    if kind == "restore":
        waiting = _without_infected(request, waiting)
    if not waiting.exists():
        messages.warning(request, "None of these is in quarantine: nothing was done.")
        return redirect(LIST)
    form = WhyForm(request.POST if "confirmed" in request.POST else None)
    if form.is_valid():
        count = what.do(waiting, user=request.user, reason=form.cleaned_data["reason"])
        words = f"{count} attachment{' is' if count == 1 else 's are'} {what.done} now."
        messages.success(request, words)
        return redirect(LIST)
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "title": what.title,
        "what": what,
        "chosen": waiting.select_related("activity"),
        "left": chosen.exclude(state=State.QUARANTINED).count(),
        "infected": waiting.infected().count(),
        "action": f"{kind}_chosen",
        "form": form,
    }
    return render(request, "attachments/settle.html", context)
