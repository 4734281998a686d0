"""The aliases of an email account: those it has, new ones, existing ones that join, and the way back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.models import EmailAccount
from aliases import joining
from aliases.forms import AliasForm
from aliases.joining import Result
from aliases.models import Alias
from aliases.reasons import ReasonForm
from departments import trials
from departments.forms import REASON_MISSING
from departments.trail import asks_reason
from departments.trials import Refused

# The browser waits for all of them: two sessions each, within the time limit of one page.
MOST_AT_ONCE = 20
NONE_CHOSEN = "Choose at least one alias."


class JoinForm(ReasonForm):
    """Which existing aliases join."""

    chosen = forms.ModelMultipleChoiceField(
        Alias.objects.none(),
        label="Aliases of the department",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NONE_CHOSEN},
    )
    shared = forms.BooleanField(label="Add as shared mailboxes", required=False)

    def __init__(self, *args: Any, account: EmailAccount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["chosen"]
        chosen.queryset = joining.candidates(account)
        self.order_fields(["chosen", "shared", "reason"])

    def clean_chosen(self) -> QuerySet[Alias]:
        chosen: QuerySet[Alias] = self.cleaned_data["chosen"]
        if chosen.count() > MOST_AT_ONCE:
            words = f"Choose {MOST_AT_ONCE} at the most: each is signed in while you wait."
            raise forms.ValidationError(words)
        return chosen


class AccountAliasForm(AliasForm):
    """A new alias of an account: what it has of its own."""

    incoming_secret = incoming_secret_again = incoming_unspaced = None  # type: ignore[assignment]
    outgoing_secret = outgoing_secret_again = outgoing_unspaced = None  # type: ignore[assignment]
    directory_1 = directory_2 = directory_3 = None
    directions = ()  # type: ignore[assignment]

    class Meta(AliasForm.Meta):
        fields = (  # type: ignore[assignment]
            "name",
            "address",
            "status",
            "is_default",
            "redirections",
            "automatic_bcc",
            "send_mail_to",
            "folder",
            "shared_mailbox",
        )

    def clean(self) -> dict[str, Any]:
        """Signs in for real, so that no alias is made that cannot work."""
        cleaned = super().clean()
        if not self.errors:
            self.instance.address = cleaned["address"].lower()
            self.instance.folder = cleaned["folder"]
            self.instance.shared_mailbox = cleaned["shared_mailbox"]
            if words := joining.trouble(self.instance):
                self.add_error("address", words)
        return cleaned


def page(site: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """``site`` is the admin class of aliases."""
    account = _account(site, request, pk)
    posted = request.POST.get("do", "") if request.method == "POST" else ""
    if posted and not site.has_change_permission(request):
        raise PermissionDenied
    join = JoinForm(request.POST if posted == "join" else None, aliases=[account], account=account)
    new = _new_form(request, account, posted)
    results: list[Result] = []
    try:
        if posted == "join" and join.is_valid():
            results = _join(request, account, join)
            join = JoinForm(None, aliases=[account], account=account)
        elif posted == "new" and _made(site, request, account, new):
            return redirect("admin:aliases_alias_of_account", pk)
        elif posted == "leave":
            results = _leave(site, request, account)
    except Refused as error:
        messages.error(request, str(error))
    context = {"account": account, "join": join, "new": new, "results": results}
    return _shown(site, request, context)


def _account(site: Any, request: HttpRequest, pk: int) -> EmailAccount:
    allowed = request.user.has_perm("accounts.view_emailaccount")
    if not allowed or not site.has_view_permission(request):
        raise PermissionDenied
    seen = EmailAccount.objects.visible_to(request.user)
    related = ("application__partition", "department__partition", "grant")
    return get_object_or_404(seen.select_related(*related), pk=pk)


def _new_form(request: HttpRequest, account: EmailAccount, posted: str) -> AccountAliasForm:
    alias = Alias(department=account.department, account=account, made_for_account=True)
    return AccountAliasForm(request.POST if posted == "new" else None, instance=alias)


def _join(request: HttpRequest, account: EmailAccount, form: JoinForm) -> list[Result]:
    shared, reason = form.cleaned_data["shared"], form.cleaned_data["reason"]
    found = []
    for alias in form.cleaned_data["chosen"]:
        _noted(request, account, alias.address)
        found.append(joining.join(alias, account, shared=shared, reason=reason))
    return found


def _made(site: Any, request: HttpRequest, account: EmailAccount, form: AccountAliasForm) -> bool:
    """Whether the new alias could be made; the form has the errors else."""
    if not site.has_add_permission(request):
        raise PermissionDenied
    _noted(request, account, request.POST.get("address", ""))
    if not form.is_valid():
        return False
    site.save_model(request, form.save(commit=False), form, change=False)
    site.log_addition(request, form.instance, [{"added": {}}])
    messages.success(request, f"{form.instance} is made.")
    return True


def _noted(request: HttpRequest, account: EmailAccount, address: str) -> None:
    """Who signed in where, in the trail. Raises Refused in a copy of the installation."""
    about = f"{address} by {account}"
    trials.note(request.user, "join", about=about, department=account.department)


def _leave(site: Any, request: HttpRequest, account: EmailAccount) -> list[Result]:
    reason = request.POST.get("reason", "").strip()
    if not reason and asks_reason(account):
        messages.error(request, REASON_MISSING)
        return []
    return [
        joining.leave(alias, user=request.user, reason=reason, now=timezone.now())
        for alias in _chosen(site, request, account)
    ]


def _chosen(site: Any, request: HttpRequest, account: EmailAccount) -> Iterable[Alias]:
    ids = [one for one in request.POST.getlist("leaving") if one.isdecimal()]
    mine: QuerySet[Alias] = site.get_queryset(request)
    return list(mine.filter(account=account, pk__in=ids))


def _shown(site: Any, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    account = context["account"]
    common = {
        **site.admin_site.each_context(request),
        "title": f"Aliases of {account}",
        "opts": site.opts,
        "aliases": site.get_queryset(request).filter(account=account),
        "may_change": site.has_change_permission(request),
        "may_add": site.has_add_permission(request),
    }
    return render(request, "aliases/of_account.html", common | context)
