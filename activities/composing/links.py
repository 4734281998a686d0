"""The link by which a reader opts out: the administrator's, or a page of ours (AL-7).

Ours carries nothing but a signed number: no address stands in it, and none can be guessed.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from activities import signing
from activities.composing.values import OptOut, Receiver
from activities.models import Recipient
from activities.signing import Use
from activities.threads.orders import keys
from aliases.opt_out import filled

Link = Callable[[OptOut, Receiver], str]


def of(recipients: Sequence[Recipient]) -> Link:
    """The links of these recipients of one mail."""
    numbers = {one.address: one.pk for one in recipients}
    activity = recipients[0].activity
    return made(numbers, alias=activity.alias.address, written=activity.at)


def made(numbers: dict[str, int], *, alias: str, written: datetime) -> Link:
    """``numbers`` are the recipients' by address; who has none, in a preview, gets a dead link."""
    until = (written + signing.LASTS).date()

    def link(way: OptOut, one: Receiver) -> str:
        if way.template:
            return filled(way.template, recipient=one.address, alias=alias)
        return page_of(numbers.get(one.address, 0), until)

    return link


def page_of(number: int, until: date) -> str:
    """The page of ours for one recipient; '' where nobody has said how we are reached from outside."""
    if not settings.PUBLIC_URL:
        return ""
    token = signing.sign(number, Use.OPT_OUT, until=until, keys=keys())
    return f"{settings.PUBLIC_URL}{reverse('opt-out', args=(token,))}"


def number_in(token: str, today: date) -> int | signing.Refused:
    """The recipient whom a link was made for."""
    return signing.read(token, Use.OPT_OUT, today=today, keys=keys())
