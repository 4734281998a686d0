"""Tests of connections, told step by step while they run: what alias and partition share, and the
test of a partition's own server.

On a partition's page: add ``routes(self)`` to get_urls and include departments/login_test.html.
"""

import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseNotAllowed,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import URLPattern, path
from django.utils.encoding import force_str

from departments import trials
from departments.models import Department, Partition
from departments.outgoing import credentials_of, endpoint_of
from departments.trials import Refused, Trial
from wire import probe
from wire.errors import Step, WireError
from wire.probe import Found
from wire.trace import StepReport

# Fields of the form that are called the same in both directions.
OWN_NAMES = {"folder": "folder", "address": "outgoing_address"}
PERMISSION = "aliases.test_alias"

Reports = Iterator[StepReport | Found] | Iterator[StepReport]


@dataclass(frozen=True, slots=True)
class Test:
    """A test about to run; ``tell`` makes lines of what it finds."""

    __test__ = False  # pytest would take it for a class of tests

    reports: Reports
    trial: Trial
    direction: str
    tell: Callable[[Any], dict[str, Any]] = lambda what: {}


def streamed(test: Test) -> StreamingHttpResponse:
    """One JSON object a line: each step, then what was found, then the end."""
    response = StreamingHttpResponse(_lines(test), content_type="application/x-ndjson")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def refused(error: Refused) -> JsonResponse:
    response = JsonResponse({"message": str(error)}, status=error.status)
    if error.seconds:
        response.headers["Retry-After"] = str(error.seconds)
    return response


def errors_of(form: Any, wanted: set[str]) -> JsonResponse | None:
    """The errors in the ``wanted`` fields by their labels, and where each field is; None if none."""
    found = [(name, texts) for name, texts in form.errors.items() if name in wanted]
    if not found:
        return None
    labels = {name: force_str(form.fields[name].label or name) for name, _ in found}
    errors = {labels[name]: [str(one) for one in texts] for name, texts in found}
    fields = {labels[name]: form.add_prefix(name) for name, _ in found}
    return JsonResponse({"errors": errors, "fields": fields}, status=400)


def _lines(test: Test) -> Iterator[str]:
    outcome = "Broken off."
    try:
        outcome = yield from _told(test)
    finally:
        test.trial.end(outcome)
    yield json.dumps({"state": "end"}) + "\n"


def _told(test: Test) -> Generator[str, None, str]:
    """The lines; returns the outcome in words."""
    outcome = "Passed."
    try:
        for report in test.reports:
            if isinstance(report, StepReport):
                if report.failure is not None:
                    outcome = f"Failed at the step “{report.step}”: {report.failure.likely}"
                yield step_line(report, test.direction)
            elif found := test.tell(report.what):
                outcome = found.get("words", outcome)
                yield json.dumps({"state": "found"} | found) + "\n"
    except WireError as error:
        outcome = f"Failed at the step “{error.step}”: {error.why.likely}"
        yield step_line(StepReport(error.step, "failed", failure=error.why), test.direction)
    return outcome


def step_line(report: StepReport, direction: str) -> str:
    shown: dict[str, Any] = {
        "step": report.step.value,
        "state": report.state,
        "seconds": round(report.seconds, 3),
        "detail": report.detail,
    }
    if report.failure is not None:
        shown |= {
            "tried": report.failure.tried,
            "answer": report.failure.answer,
            "likely": report.failure.likely,
            "remedy": report.failure.remedy,
            "field": form_field(report, direction),
        }
    return json.dumps(shown) + "\n"


def form_field(report: StepReport, direction: str) -> str:
    """The name of the form field to look at after a failure; '' where none would help.

    A form without directions names its fields in the explanations themselves.
    """
    name = report.failure.field if report.failure else ""
    if not direction:
        return name
    if not name and report.step is Step.FOLDER:
        name = "folder"
    return OWN_NAMES.get(name, f"{direction}_{name}") if name else ""


def routes(page: Any) -> list[URLPattern]:
    """The addresses of a partition's test, for get_urls of its page."""

    def test(request: HttpRequest, pk: int | None = None) -> Any:
        return answer(page, request, pk)

    view = page.admin_site.admin_view(test)
    return [
        path("test/outgoing/", view, name="departments_partition_test_new"),
        path("<int:pk>/test/outgoing/", view, name="departments_partition_test"),
    ]


def answer(page: Any, request: HttpRequest, pk: int | None) -> Any:
    """Tests a partition's server with the form as it stands; see aliases.login_test.answer."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    partition = _saved(page, request, pk)
    form = page.get_form(request, partition, change=partition is not None)(
        request.POST, instance=partition
    )
    wanted = {name for name in form.fields if name.startswith("outgoing")} | {"ca_bundle"}
    if errors := errors_of(form, wanted):
        return errors
    tested: Partition = form.instance
    if not tested.outgoing_host:
        words = {"Server": ["Type the name of the server to be tested."]}
        return JsonResponse({"errors": words, "fields": {"Server": "outgoing_host"}}, status=400)
    top = Department.objects.filter(partition=tested.pk, parent=None).first()
    about = f"{tested.name}: default server"
    try:
        trial = trials.begin(request.user, "outgoing", about=about, department=top)
    except Refused as error:
        return refused(error)
    return streamed(Test(_outgoing(tested), trial, "outgoing"))


def _saved(page: Any, request: HttpRequest, pk: int | None) -> Partition | None:
    if pk is None:
        if not page.has_add_permission(request):
            raise PermissionDenied
        return None
    partition: Partition | None = page.get_object(request, str(pk))
    if partition is None or not page.has_view_permission(request, partition):
        raise Http404
    return partition


def _outgoing(partition: Partition) -> Iterator[StepReport]:
    yield from probe.outgoing(
        endpoint_of(partition),
        credentials_of(partition),
        sender=partition.outgoing_address or partition.default_from,
    )
