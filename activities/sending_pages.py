"""The pages of the sending list's deeds: what would happen to each recipient, the reason, and it is done."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone

from activities import sending_list
from activities.models import Recipient, RecipientState
from activities.sending_list import FROM, Line, Order, What
from aliases.models import Alias
from aliases.reasons import ReasonForm

LIST = "admin:activities_recipient_changelist"
SHOWN = 100
TITLES = {
    What.RETRY: "Send once more",
    What.HOLD: "Hold",
    What.CANCEL: "Cancel",
    What.OTHER: "Send by another alias",
}
DONE = {
    What.RETRY: "to be sent once more",
    What.HOLD: "held",
    What.CANCEL: "cancelled",
    What.OTHER: "to be sent by {alias}",
}
# What a state means, and the way out of it.
MEANS = {
    RecipientState.QUEUED: "It goes out at the next run of its alias.",
    RecipientState.SENDING: "A dispatcher has it in hand at this moment.",
    RecipientState.SENT: "The server has taken it. What becomes of it there only a report tells.",
    RecipientState.DEFERRED: "The server asked to try later; it is tried again by itself.",
    RecipientState.FAILED: "The server refused it, and it is not tried again by itself. Send it once "
    "more when the cause is mended, by another alias, or cancel it.",
    RecipientState.UNCERTAIN: "The connection died before the server's answer: it may have arrived. It "
    "is not sent again by itself. Ask the recipient, then send it once more or cancel it.",
    RecipientState.HELD: "It waits for a person: send it, by this alias or another one, or cancel it.",
    RecipientState.CANCELLED: "A person decided that nothing more is sent.",
    RecipientState.DELIVERED: "A report says that it arrived.",
    RecipientState.TRAINED: "It was written in training mode, and never left.",
    RecipientState.BOUNCED: "It came back: the report stands below, and in the exception queue.",
}


class DeedForm(ReasonForm):
    """The reason of a deed; to hold and to cancel there must be one."""

    def __init__(self, *args: Any, what: What, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label = "Reason"
        field.required = field.required or what in (What.HOLD, What.CANCEL)
        field.error_messages["required"] = "Say why: who finds it later wants to know."


class AliasForm(forms.Form):
    """The alias that is to send instead: one of those that the person sees."""

    alias = forms.ModelChoiceField(Alias.objects.none(), label="Send it by")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["alias"]
        field.queryset = Alias.objects.present().visible_to(user)


def offered(one: Recipient) -> list[tuple[What, str]]:
    """The deeds that fit the state of ``one``, with their titles."""
    return [(what, title) for what, title in TITLES.items() if one.state in FROM[what]]


def preview(
    site: Any, request: HttpRequest, what: What, chosen: QuerySet[Recipient]
) -> HttpResponse:
    """The first page, from the list; nothing is done yet."""
    pks = list(chosen.order_by("pk").values_list("pk", flat=True)[: sending_list.MOST + 1])
    return _page(site, request, what, pks)


def answer(site: Any, request: HttpRequest, what: What) -> HttpResponse:
    """A round of the deed ``what``; POST only, by who may. With ``confirmed`` in the form it is done."""
    if not site.has_manage_permission(request) or not site.has_view_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    pks = [int(one) for one in request.POST.get("chosen", "").split(",") if one.isdecimal()]
    return _page(site, request, what, pks)


def _page(site: Any, request: HttpRequest, what: What, pks: Sequence[int]) -> HttpResponse:
    if len(pks) > sending_list.MOST:
        words = f"Choose {sending_list.MOST:,} recipients at the most: narrow the list by a filter."
        messages.error(request, words)
        return redirect(LIST)
    rows = list(
        site.get_queryset(request)
        .filter(pk__in=pks)
        .select_related("activity", "alias__department__partition")
        .order_by("pk")
    )
    if not rows:
        messages.warning(request, "Choose recipients in the list first.")
        return redirect(LIST)
    return _round(site, request, what, rows)


def _round(site: Any, request: HttpRequest, what: What, rows: list[Recipient]) -> HttpResponse:
    """To choose the alias, to see what happens, to do it."""
    asked = AliasForm(request.POST if "alias" in request.POST else None, user=request.user)
    if what is What.OTHER and not asked.is_valid():
        lines = sending_list.judged(rows, what)
        return _shown(site, request, what, lines, form=asked, button="Preview", alias="")
    alias = asked.cleaned_data["alias"] if what is What.OTHER else None
    lines = sending_list.judged(rows, what, alias)
    confirmed = "confirmed" in request.POST
    aliases = {one.alias_id: one.alias for one in rows}.values()
    form = DeedForm(request.POST if confirmed else None, what=what, aliases=aliases)
    if confirmed and form.is_valid():
        order = Order(what, request.user, form.cleaned_data["reason"], alias)
        return _done(request, order, lines)
    able = sum(1 for line in lines if line.will)
    button = f"{TITLES[what]} ({able} of {len(lines)})"
    return _shown(
        site, request, what, lines, form=form, button=button, alias=alias.pk if alias else ""
    )


def _shown(
    site: Any, request: HttpRequest, what: What, lines: Sequence[Line], **texts: Any
) -> HttpResponse:
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "title": TITLES[what],
        "url": f"admin:activities_recipient_{what}",
        "chosen": ",".join(str(line.recipient.pk) for line in lines),
        "lines": lines[:SHOWN],
        "more": max(len(lines) - SHOWN, 0),
        "summary": sending_list.summary(lines),
        "possible": any(line.will for line in lines),
        "choosing": isinstance(texts["form"], AliasForm),
    }
    return render(request, "activities/sending_deed.html", context | texts)


def _done(request: HttpRequest, order: Order, lines: Sequence[Line]) -> HttpResponse:
    """What has changed since the preview is told apart."""
    able = [line.recipient.pk for line in lines if line.will]
    done = sending_list.carry_out(order, able, timezone.now())
    words = DONE[order.what].format(alias=order.alias)
    if done:
        messages.success(request, f"{done} recipient{'' if done == 1 else 's'}: {words}.")
    if left := len(lines) - done:
        messages.warning(request, f"{left} could not be, and stayed as they were.")
    if len(lines) == 1:
        return redirect("admin:activities_recipient_change", lines[0].recipient.pk)
    return redirect(LIST)
