"""What people press on the pages of queues: take the next, one mail's buttons, many at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Queue, QueuedActivity
from activities.queues import rights, transferring, working
from activities.queues.forms import TransferForm, WorkForm, target_of
from activities.working import CannotWork, Deed

LIST = "admin:activities_queuedactivity_changelist"
# At once: more are chosen again.
MOST = 1000


def list_of(queue: Queue | None) -> str:
    return reverse(LIST) + (f"?queue={queue.pk}" if queue else "")


def next_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the next mail of a queue, and goes to its page."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    queue = Queue.objects.visible_to(request.user).filter(pk=pk).first()
    if queue is None:
        raise Http404
    if not rights.may_work(request.user, queue):
        raise PermissionDenied
    taken = working.take_next(queue, Deed(request.user, "", timezone.now()))
    if taken is None:
        messages.info(request, f"Nothing waits in {queue} any more.")
        return redirect(list_of(queue))
    messages.success(request, "It is yours now.")
    return redirect("admin:activities_activity_change", taken.pk)


def work(request: HttpRequest, activity: Activity) -> HttpResponse:
    """One deed, by the button that was pressed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not rights.may_work(request.user, activity.queue):
        raise PermissionDenied
    queue, page = activity.queue, redirect("admin:activities_activity_change", activity.pk)
    form = WorkForm(request.POST, user=request.user, activity=activity)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for many in form.errors.values() for one in many))
        return page
    deed = Deed(request.user, form.cleaned_data["note"].strip(), timezone.now())
    try:
        messages.success(request, form.carry_out(deed))
    except CannotWork as trouble:
        messages.error(request, str(trouble))
        return page
    seen = Activity.objects.visible_to(request.user).filter(pk=activity.pk).exists()
    return page if seen and form.cleaned_data["what"] == "take" else redirect(list_of(queue))


DEEDS: dict[str, tuple[Callable[[Activity, Deed], None], str]] = {
    "take": (working.take, "taken"),
    "return": (working.give_back, "returned"),
    "close": (working.close, "closed"),
}


def many(request: HttpRequest, queryset: QuerySet[QueuedActivity], what: str) -> None:
    """Each by itself: what somebody else was quicker with is left out, and counted."""
    deed, done = Deed(request.user, "", timezone.now()), 0
    act, said = DEEDS[what]
    chosen = list(queryset.select_related("queue")[:MOST])
    refused = []
    for one in chosen:
        try:
            act(one, deed)
            done += 1
        except CannotWork as trouble:
            refused.append(str(trouble))
    if done:
        messages.success(request, f"{done} {said}.")
    if refused:
        messages.warning(request, f"{len(refused)} not {said}. {refused[0]}")


def transfer(site: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Asks where to, and with ``confirmed`` in the form does it, all or none."""
    chosen = list(queryset.select_related("queue", "department__partition", "case")[:MOST])
    confirmed = "confirmed" in request.POST
    form = TransferForm(request.POST if confirmed else None, user=request.user, activities=chosen)
    if confirmed and form.is_valid():
        return _transferred(request, form)
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "title": "Transfer",
        "chosen": chosen,
        "form": form,
    }
    return render(request, "activities/transfer.html", context)


def _transferred(request: HttpRequest, form: TransferForm) -> HttpResponse | None:
    target = target_of(form.cleaned_data["target"])
    deed = Deed(request.user, form.cleaned_data["note"].strip(), timezone.now())
    try:
        number = transferring.transfer(form.activities, target, deed)
        messages.success(request, f"{number} went to {target}.")
    except CannotWork as trouble:
        messages.error(request, str(trouble))
    return None
