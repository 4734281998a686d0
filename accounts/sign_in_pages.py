"""Signing an account in: the page that sends the browser to the provider, and the ways back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts import addresses, registration, signing_in
from accounts.errors import SignInRefused
from accounts.models import EmailAccount, SignIn
from accounts.renewing import in_words
from accounts.signing_in import Visitor
from departments import trials
from departments.trials import Refused
from wire.errors import WireError

CHANGELIST = "admin:accounts_emailaccount_changelist"
NOTHING_PASTED = "Paste the code, or the whole address to which the provider sent the browser."
NOT_NEEDED = "This account's application asks for tokens by itself: nobody signs in."
# The code of the provider stands in the address: it goes to nobody and into no cache.
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def page(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """GET tells what will happen; POST begins, and sends the browser to the provider."""
    account = _account(admin, request, pk)
    if not account.application.by_consent:
        messages.info(request, NOT_NEEDED)
        return redirect("admin:accounts_emailaccount_change", pk)
    if request.method != "POST":
        return _shown(admin, request, account)
    try:
        sign_in = _begun(request, account)
    except (Refused, WireError) as error:
        messages.error(request, _words(error))
        return redirect("admin:accounts_emailaccount_sign_in", pk)
    by_hand = "by_hand" in request.POST
    return _shown(admin, request, account, sign_in=sign_in, by_hand=by_hand)


def _begun(request: HttpRequest, account: EmailAccount) -> SignIn:
    trials.begin(request.user, "sign-in", about=str(account), department=account.department)
    uri = addresses.redirect_uri(request)
    return signing_in.begin(account, _visitor(request), uri, now=timezone.now())


def _shown(
    admin: Any,
    request: HttpRequest,
    account: EmailAccount,
    *,
    sign_in: SignIn | None = None,
    by_hand: bool = False,
) -> HttpResponse:
    url = signing_in.authorization_url(sign_in) if sign_in else ""
    context = {
        **admin.admin_site.each_context(request),
        "title": f"Sign in: {account}",
        "opts": admin.opts,
        "account": account,
        "provider": registration.provider_of(account.application).about.label,
        "redirect_uri": addresses.redirect_uri(request),
        "differing": addresses.differing(request),
        "url": url,
        "by_hand": by_hand,
    }
    response = TemplateResponse(request, "accounts/sign_in.html", context)
    if url and not by_hand:
        # The policy of the console forbids forms that end elsewhere, so it is no redirect.
        response.headers["Refresh"] = f"0; url={url}"
    return response


def callback(admin: Any, request: HttpRequest) -> HttpResponse:
    """The provider sends the browser here, with a code or an error."""
    if not admin.admin_site.has_permission(request):
        return _log_in()
    _require_change(admin, request)
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    answer = f"?{request.META['QUERY_STRING']}"
    try:
        sign_in = signing_in.of_state(answer, _visitor(request))
    except SignInRefused as error:
        messages.error(request, _words(error))
        return _private(redirect(CHANGELIST))
    account = _account(admin, request, sign_in.account_id)
    # Behind a proxy the address seen here may have another scheme; the host is compared below.
    whole = f"{sign_in.redirect_uri}{answer}"
    return _ended(request, account, sign_in, whole, host=request.get_host())


def _log_in() -> HttpResponse:
    """Without the code in the address to return to: a sign-in belongs to the session that began it."""
    return _private(redirect("admin:login"))


def paste(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """The other way back, for consoles that the provider's redirect cannot reach."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    account = _account(admin, request, pk)
    answer = request.POST.get("answer", "").strip()
    if not answer:
        messages.error(request, NOTHING_PASTED)
        return redirect("admin:accounts_emailaccount_sign_in", pk)
    try:
        sign_in = _pasted(request, account, answer)
    except SignInRefused as error:
        messages.error(request, _words(error))
        return redirect("admin:accounts_emailaccount_sign_in", pk)
    return _ended(request, account, sign_in, answer)


def _pasted(request: HttpRequest, account: EmailAccount, answer: str) -> SignIn:
    if not signing_in.state_of(answer):
        return signing_in.latest(account, _visitor(request))
    sign_in = signing_in.of_state(answer, _visitor(request))
    if sign_in.account_id != account.pk:
        raise SignInRefused(signing_in.UNKNOWN, signing_in.AGAIN)
    return sign_in


def _ended(
    request: HttpRequest, account: EmailAccount, sign_in: SignIn, answer: str, *, host: str = ""
) -> HttpResponse:
    """Ends the sign-in, and says how it went on the page that is next for the person."""
    try:
        if host:
            signing_in.require_host(sign_in, host)
        who = signing_in.finish(sign_in, answer, now=timezone.now())
    except WireError as error:
        messages.error(request, _words(error))
        return _private(redirect("admin:accounts_emailaccount_sign_in", account.pk))
    whom = f" as {who.address}" if who.address else ""
    messages.success(request, f"{account} is signed in{whom}. Test the connection below.")
    return _private(redirect("admin:accounts_emailaccount_change", account.pk))


def _private(response: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def _words(error: Exception) -> str:
    return in_words(error) if isinstance(error, WireError) else str(error)


def _visitor(request: HttpRequest) -> Visitor:
    return Visitor(request.user, request.session.session_key or "")


def _account(admin: Any, request: HttpRequest, pk: int) -> EmailAccount:
    """The account, for who may change it; others' do not exist."""
    _require_change(admin, request)
    account: EmailAccount | None = admin.get_object(request, str(pk))
    if account is None:
        raise Http404
    return account


def _require_change(admin: Any, request: HttpRequest) -> None:
    if not admin.has_change_permission(request):
        raise PermissionDenied
