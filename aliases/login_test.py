"""The login test of the console: the form's values, saved or not, tried for real, step by step."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils.encoding import force_str

from aliases import connections
from aliases.forms import AliasForm
from aliases.models import Alias
from wire import probe
from wire.endpoints import Protocol
from wire.errors import WireError
from wire.trace import StepReport

# What a test of one direction needs; errors in other fields do not stand in its way.
COMMON = {"department", "address"}


def answer(page: Any, request: HttpRequest, direction: str, pk: int | None) -> Any:
    """One JSON object a line, each a step; or 400 with the errors by field.

    A POST by someone who may test connections, with the whole form as it stands.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if direction not in AliasForm.directions:
        raise Http404
    alias = _saved(page, request, pk)
    if not request.user.has_perm("aliases.test_alias"):
        raise PermissionDenied
    form = page.get_form(request, alias, change=alias is not None)(request.POST, instance=alias)
    errors = _errors(form, direction)
    if errors:
        return JsonResponse({"errors": errors}, status=400)
    return _streamed(form.instance, direction)


def _saved(page: Any, request: HttpRequest, pk: int | None) -> Alias | None:
    """The alias to be tested, None for a new one; others' aliases do not exist."""
    if pk is None:
        if not page.has_add_permission(request):
            raise PermissionDenied
        return None
    alias: Alias | None = page.get_object(request, str(pk))
    if alias is None:
        raise Http404
    return alias


def _errors(form: Any, direction: str) -> dict[str, list[str]]:
    wanted = COMMON | {name for name in form.fields if name.startswith(direction)}
    if direction == "incoming":
        wanted.add("folder")
    return {
        force_str(form.fields[name].label or name): [str(one) for one in errors]
        for name, errors in form.errors.items()
        if name in wanted
    }


def _streamed(alias: Alias, direction: str) -> HttpResponse | StreamingHttpResponse:
    steps = _incoming(alias) if direction == "incoming" else _outgoing(alias)
    response = StreamingHttpResponse(_lines(steps), content_type="application/x-ndjson")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _incoming(alias: Alias) -> Iterator[StepReport]:
    endpoint = connections.incoming_endpoint(alias)
    yield from probe.incoming(
        endpoint,
        connections.incoming_credentials(alias),
        protocol=Protocol(alias.incoming_protocol),
        folder=alias.folder,
    )


def _outgoing(alias: Alias) -> Iterator[StepReport]:
    endpoint = connections.outgoing_endpoint(alias)
    credentials = connections.outgoing_credentials(alias)
    yield from probe.outgoing(endpoint, credentials, sender=alias.envelope_sender)


def _lines(steps: Iterator[StepReport]) -> Iterator[str]:
    try:
        for report in steps:
            yield _line(report)
    except WireError as error:
        yield _line(StepReport(error.step, "failed", failure=error.why))
    yield json.dumps({"state": "end"}) + "\n"


def _line(report: StepReport) -> str:
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
        }
    return json.dumps(shown) + "\n"
