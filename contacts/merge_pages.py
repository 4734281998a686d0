"""The pages on which a person merges contacts, and undoes it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from contacts import merging
from contacts.forms import MergeForm
from contacts.merging import CannotMerge
from contacts.models import Merge, Person
from departments.history import reason_missing, reason_typed

LIST = "admin:contacts_person_changelist"
PERMISSION = "contacts.merge_people"
MOST = 20


def merge(page: Any, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse:
    """Asks which one stays; with ``confirmed`` in the form it is done, all or nothing."""
    chosen = list(queryset.order_by("pk").distinct()[: MOST + 1])
    if not 2 <= len(chosen) <= MOST:
        messages.error(request, f"Choose two contacts at least, and {MOST} at the most.")
        return redirect(LIST)
    confirmed = "confirmed" in request.POST
    form = MergeForm(request.POST if confirmed else None, chosen=chosen)
    if confirmed and form.is_valid():
        return _merged(request, chosen, form)
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": "Merge contacts",
        "chosen": chosen,
        "form": form,
    }
    return render(request, "contacts/merge.html", context)


def undo(page: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Undoes the merge ``pk``, by POST."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    row = Merge.objects.select_related("kept", "gone").filter(pk=pk).first()
    if row is None or page.get_object(request, str(row.kept_id)) is None:
        raise Http404
    if not reason_missing(request, [row.kept]):
        try:
            merging.undo(row, reason=reason_typed(request))
            messages.success(request, f"{row.gone} stands alone again, with all that it had.")
        except CannotMerge as trouble:
            messages.error(request, str(trouble))
    return redirect("admin:contacts_person_change", row.kept_id)


def _merged(request: HttpRequest, chosen: list[Person], form: MergeForm) -> HttpResponse:
    kept: Person = form.cleaned_data["kept"]
    try:
        with transaction.atomic():
            for one in chosen:
                if one.pk != kept.pk:
                    merging.merge(kept, one, request.user, reason=form.cleaned_data["reason"])
    except CannotMerge as trouble:
        messages.error(request, str(trouble))
        return redirect(LIST)
    messages.success(request, f"{len(chosen)} contacts are one now. It can be undone below.")
    return redirect("admin:contacts_person_change", kept.pk)
