"""The public page behind the link of ours, for readers without a login (AL-7, RFC 8058).

It says the same of every link that is not good, whatever is wrong with it, and changes nothing
before somebody presses its button. The link itself is the right to use it.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from activities.composing import links
from activities.models import Recipient
from activities.signing import Refused
from activities.visits import too_many
from departments.trail import address_of
from exceptions.opt_outs import OptOut, opt_out, opted_out

ONE_CLICK = "List-Unsubscribe", "One-Click"
WAIT = timedelta(minutes=1)


@csrf_exempt
def page(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST does: by the page's button, or at one click by a mail program (RFC 8058).

    Mail programs come from few addresses and for many people: with a good link they never wait.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    recipient = _recipient(token)
    at_one_click = request.method == "POST" and request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]
    if not (recipient and at_one_click) and too_many(address_of(request), timezone.now()):
        return _shown(request, {"wait": True}, status=429)
    if recipient is None:
        return _shown(request, {"unknown": True}, status=404)
    if request.method != "POST":
        return _shown(request, _facts(recipient))
    way = OptOut.Way.ONE_CLICK if at_one_click else OptOut.Way.PAGE
    activity = recipient.activity
    opt_out(activity.department_id, recipient.address, way=way, mail=activity)
    return _shown(request, _facts(recipient))


def _recipient(token: str) -> Recipient | None:
    """Whom the link was made for; None where it is forged, too old, or of a mail that is gone."""
    number = links.number_in(token, timezone.now().date())
    if isinstance(number, Refused):
        return None
    return Recipient.objects.select_related("activity__alias").filter(pk=number).first()


def _facts(recipient: Recipient) -> dict[str, object]:
    activity = recipient.activity
    done = bool(opted_out(activity.department_id, [recipient.address]))
    return {"address": covered(recipient.address), "name": activity.alias.name, "done": done}


def covered(address: str) -> str:
    """The address for whom it belongs to: mail is passed on, and the link with it."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _shown(request: HttpRequest, facts: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, "optout/page.html", facts, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if status == 429:
        response.headers["Retry-After"] = str(int(WAIT.total_seconds()))
    return response
