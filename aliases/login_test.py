"""The tests on an alias's page: the form's values, saved or not, tried for real, step by step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseNotAllowed, JsonResponse

from aliases import connections
from aliases.forms import AliasForm
from aliases.models import Alias
from aliases.trials import receiving, round_trip, sending
from aliases.trials.sending import TestMessage
from departments import trials
from departments.login_test import PERMISSION, Reports, Test, errors_of, refused, streamed
from departments.trials import Refused, Trial
from wire import probe
from wire.trace import StepReport

# What a test of one direction needs; errors in other fields do not stand in its way.
COMMON = {"department", "address"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A test of one direction by the form as it stands; ``tell`` makes words of what it finds."""

    direction: str
    run: Callable[[Alias], Reports]
    tell: Callable[[Any], dict[str, Any]] = lambda what: {}


def _incoming(alias: Alias) -> Iterator[StepReport]:
    yield from probe.incoming(
        connections.incoming_endpoint(alias),
        connections.incoming_credentials(alias),
        protocol=connections.incoming_protocol(alias),
        folder=alias.folder,
    )


def _outgoing(alias: Alias) -> Iterator[StepReport]:
    endpoint = connections.outgoing_endpoint(alias)
    credentials = connections.outgoing_credentials(alias)
    yield from probe.outgoing(endpoint, credentials, sender=alias.envelope_sender)


KINDS = {
    "incoming": Kind("incoming", _incoming),
    "outgoing": Kind("outgoing", _outgoing),
    "receive": Kind("incoming", receiving.newest, receiving.told_newest),
    "folders": Kind("incoming", receiving.folders, receiving.told_folders),
}
SENDING = "send"
ROUND_TRIP, ITS_STATE = "round-trip", "round-trip-state"


def answer(page: Any, request: HttpRequest, what: str, pk: int | None) -> Any:
    """One JSON object a line, each a step; or 400 with the errors by field, 429 after too many.

    A POST by someone who may test connections, with the whole form as it stands.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if what not in {*KINDS, SENDING, ROUND_TRIP, ITS_STATE}:
        raise Http404
    alias = _saved(page, request, pk)
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    try:
        if what in {ROUND_TRIP, ITS_STATE}:
            return _round_trip(request, alias, what)
        return _test(page, request, alias, what)
    except Refused as error:
        return refused(error)


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


def _test(page: Any, request: HttpRequest, alias: Alias | None, what: str) -> Any:
    form = page.get_form(request, alias, change=alias is not None)(request.POST, instance=alias)
    direction = "outgoing" if what == SENDING else KINDS[what].direction
    if errors := errors_of(form, _wanted(form, direction)):
        return errors
    if what == SENDING:
        return _send(request, form.instance)
    kind = KINDS[what]
    trial = _begin(request, what, form.instance)
    return streamed(Test(kind.run(form.instance), trial, direction, kind.tell))


def _wanted(form: AliasForm, direction: str) -> set[str]:
    wanted = COMMON | {name for name in form.fields if name.startswith(direction)}
    return wanted | {"folder"} if direction == "incoming" else wanted


def _send(request: HttpRequest, alias: Alias) -> Any:
    message = TestMessage(request.POST, prefix="test")
    if errors := errors_of(message, set(message.fields)):
        return errors
    trial = _begin(request, SENDING, alias)
    return streamed(
        Test(
            sending.send(alias, message),
            trial,
            "outgoing",
            lambda outcomes: sending.told(outcomes, message),
        )
    )


def _begin(request: HttpRequest, what: str, alias: Alias) -> Trial:
    return trials.begin(request.user, what, about=str(alias), department=alias.department)


def _round_trip(request: HttpRequest, alias: Alias | None, what: str) -> JsonResponse:
    """Of a saved alias only, with what is saved: the retriever knows nothing else."""
    if alias is None:
        raise Http404
    if what == ITS_STATE:
        return JsonResponse(round_trip.told(alias))
    if not alias.active:
        words = "The alias is inactive: it retrieves nothing. Activate it and test again."
        return JsonResponse({"message": words}, status=409)
    round_trip.begin(alias, _begin(request, what, alias))
    return JsonResponse(round_trip.told(alias))
