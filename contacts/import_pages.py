"""The pages of an import: a file, what it would change, and then the import."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contacts import import_steps
from contacts.forms import UploadForm
from contacts.models import PersonUpload
from contacts.reading_files import text_of
from departments.history import reason_missing, reason_typed
from departments.models import Department
from departments.trail import asks_reason

PERMISSION = "contacts.import_people"
# So many lines of each kind are shown; all are counted.
SHOWN = 100


def choose(page: Any, request: HttpRequest) -> HttpResponse:
    """Takes the file and goes on to the trial."""
    _must_import(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        owner: Any = request.user
        upload = PersonUpload.objects.create(
            owner=owner,
            department=form.cleaned_data["department"],
            content=text_of(form.cleaned_data["file"].read()),
        )
        return redirect("admin:contacts_person_import_trial", upload.pk)
    return _shown(page, request, "contacts/import.html", {"form": form, "title": "Import contacts"})


def trial(page: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """What the import would change; POST does it."""
    _must_import(request)
    upload = PersonUpload.objects.filter(pk=pk, owner=request.user.pk).first()
    if upload is None or not _sees(request, upload.department):
        raise Http404
    if request.method == "POST" and not reason_missing(request, [upload]):
        plan = import_steps.carried_out(
            upload.department, upload.content, reason=reason_typed(request)
        )
        upload.delete()
        words = f"{len(plan.new)} contacts are new, {len(plan.changed)} were changed."
        messages.success(request, words)
        return redirect("admin:contacts_person_changelist")
    plan = import_steps.prepared(upload.department, upload.content)
    context = {
        "title": "What the import would change",
        "upload": upload,
        "plan": plan,
        "new": plan.new[:SHOWN],
        "changed": plan.changed[:SHOWN],
        "mistakes": plan.mistakes[:SHOWN],
        "asks_reason": asks_reason(upload),
    }
    return _shown(page, request, "contacts/import_trial.html", context)


def _must_import(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied


def _sees(request: HttpRequest, department: Department) -> bool:
    return Department.objects.visible_to(request.user).filter(pk=department.pk).exists()


def _shown(page: Any, request: HttpRequest, template: str, more: dict[str, Any]) -> HttpResponse:
    context = {**page.admin_site.each_context(request), "opts": page.opts, **more}
    return render(request, template, context)
