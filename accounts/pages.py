"""The tests on the pages of applications and accounts, and the facts an account's page shows."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseNotAllowed

from accounts import columns, registration, verifying
from accounts.models import EmailAccount, OAuthApplication
from departments import trials
from departments.login_test import PERMISSION, Test, errors_of, refused, streamed
from departments.trials import Refused
from wire.endpoints import Protocol


def verify(page: Any, request: HttpRequest, pk: int | None) -> Any:
    """Asks the provider with the form as it stands, saved or not; who may not change it, as saved.

    See departments.login_test for the answer.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    tested = _saved(page, request, pk)
    if tested is None or page.has_change_permission(request, tested):
        form = page.get_form(request, tested, change=tested is not None)(
            request.POST, instance=tested
        )
        if errors := errors_of(form, set(form.fields) - {"change_reason"}):
            return errors
        tested = form.instance
    try:
        trial = trials.begin(request.user, "verify", about=f"OAuth application {tested.name}")
    except Refused as error:
        return refused(error)
    return streamed(Test(verifying.verify(tested), trial, "", lambda what: VERIFIED))


VERIFIED = {"words": verifying.VERIFIED}
ESTABLISHED = {"words": verifying.ESTABLISHED}


def _saved(page: Any, request: HttpRequest, pk: int | None) -> OAuthApplication | None:
    if pk is None:
        if not page.has_add_permission(request):
            raise PermissionDenied
        return None
    row: OAuthApplication | None = page.get_object(request, str(pk))
    if row is None or not page.has_view_permission(request, row):
        raise Http404
    return row


def test(page: Any, request: HttpRequest, pk: int) -> Any:
    """Tests a saved account with its stored grant (AC-9)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    account: EmailAccount | None = page.get_object(request, str(pk))
    if account is None or not page.has_view_permission(request, account):
        raise Http404
    try:
        trial = trials.begin(
            request.user, "account", about=str(account), department=account.department
        )
    except Refused as error:
        return refused(error)
    return streamed(Test(verifying.connection(account), trial, "", lambda what: ESTABLISHED))


def account_facts(account: EmailAccount) -> dict[str, Any]:
    """What stands below the form: servers fixed by the provider, and how its sign-in is. Asks nobody."""
    wanted = (Protocol(account.server_type), Protocol.SMTP)
    found = [(one, registration.server_of(account.application, one)) for one in wanted]
    return {
        "servers": [(one.value.upper(), server) for one, server in found],
        "grant": account.grant,
        "status": columns.status_of(account),
        "problem": columns.problem_of(account),
        "by_consent": account.application.by_consent,
    }
