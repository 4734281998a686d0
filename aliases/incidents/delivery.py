"""Telling people: from a task, the web process and a command alike, as many at once as there are.

No transaction is open while a server is spoken to. Nobody is told by a copy of the installation.
"""

import time
from datetime import datetime, timedelta
from typing import Self

import structlog
from django.conf import settings
from django.urls import reverse

from aliases.incidents import by_webhook, claims, notices, texts
from aliases.incidents.by_mail import Mail, Post
from aliases.incidents.claims import Parcel
from aliases.incidents.errors import Hopeless
from aliases.incidents.notices import Channel, Notice
from aliases.incidents.texts import News
from departments import guard
from wire.errors import Cause, WireError
from wire.smtp import Reply

log = structlog.get_logger(__name__)

LOST = "The connection was lost before the server's answer: the mail may have arrived."


def deliver(now: datetime) -> int:
    """Writes the reminders that are due and tells what waits; how many targets were tried."""
    if not guard.is_production():
        return 0
    notices.remind(now)
    notices.cancel_late(now)
    tried = 0
    with Round(now) as one:
        while parcel := claims.take(one.time()):
            one.tell(parcel)
            tried += 1
    return tried


class Round:
    """One round of telling, with a connection to each partition's server."""

    def __init__(self, now: datetime) -> None:
        self._now, self._begun = now, time.monotonic()
        self._posts: dict[int, Post] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for post in self._posts.values():
            post.close()

    def time(self) -> datetime:
        """``now``, and what has passed since: leases are counted from the moment of the claim."""
        return self._now + timedelta(seconds=time.monotonic() - self._begun)

    def tell(self, parcel: Parcel) -> None:
        by_mail = parcel.first.channel == Channel.EMAIL
        try:
            if by_mail:
                self._settle(parcel, self._mail(parcel))
            else:
                self._post(parcel)
        except Hopeless as error:
            claims.hopeless(parcel, str(error))
        except WireError as error:
            settle = claims.rest if by_mail else claims.again
            locks = error.cause is Cause.CREDENTIALS
            settle(parcel, str(error), self.time(), locks=locks)
            log.warning("Nobody could be told.", channel=parcel.first.channel, step=error.step)

    def _mail(self, parcel: Parcel) -> Reply:
        post = self._posts.setdefault(parcel.partition.pk, Post(parcel.partition))
        news = [news_of(one) for one in parcel.notices]
        return post.send(Mail(parcel.first.target, parcel.number, news, self.time()))

    def _settle(self, parcel: Parcel, reply: Reply) -> None:
        now, said = self.time(), f"The server said: {reply.code} {reply.text}"
        if reply.positive or reply.lost:
            # Lost: the mail may have arrived, so that it is not sent a second time.
            claims.told(parcel, now, remark=LOST if reply.lost else "")
        elif reply.transient:
            claims.again(parcel, f"The server put the mail off. {said}", now)
        else:
            claims.hopeless(parcel, f"The server refuses the mail. {said}")

    def _post(self, parcel: Parcel) -> None:
        body = texts.payload([news_of(one) for one in parcel.notices], parcel.number)
        by_webhook.post(parcel.monitor, body, parcel.number, at=self.time())
        claims.told(parcel, self.time())


def news_of(notice: Notice) -> News:
    incident = notice.incident
    return News(
        number=notice.pk,
        occasion=notice.occasion,
        incident=incident.pk,
        about=incident.subject,
        kind=incident.kind,
        cause=incident.get_kind_display(),
        since=incident.opened_at,
        words=incident.words,
        answer=incident.answer,
        remedy=incident.remedy,
        ended=incident.closed_at,
        link=link_to(incident.pk),
    )


def link_to(incident_id: int) -> str:
    """The page of the incident; '' where nobody has said how the console is reached."""
    if not settings.PUBLIC_URL:
        return ""
    page = reverse("admin:aliases_incident_change", args=(incident_id,))
    return f"{settings.PUBLIC_URL}{page}"
