"""What a round of the dispatcher has brought is written down, in one commit; then the next may leave."""

from django.utils import timezone

from activities import outbox
from activities.models import Recipient
from aliases import connections
from wire.fleet import News
from wire.letters import Reply
from workers.parcels import Parcel
from workers.run import Run, changed, go_on


def hear(run: Run, news: list[News[Parcel]]) -> None:
    """Writes down what has happened, in one commit, and lets those leave that are ready."""
    now = timezone.now()
    results: list[tuple[Recipient, Reply]] = []
    for one in news:
        if one.untried:
            run.load.take_back(one.parcel)
        elif one.trouble:
            outbox.turned_back(run.lease, one.parcel.recipients, str(one.trouble), now=now)
            run.course.lost(one.trouble, left=run.fleet.size)
        elif not one.ready:
            results += final(run, one)
    run.course.heard(results, connections.outgoing_endpoint(run.alias), now)
    ready = still_ready(run, [one for one in news if one.ready])
    leaving = [who for one in ready for who in one.parcel.accepted(one.replies)]
    outbox.settle(run.lease, results, leaving, now=now)
    for one in ready:
        parcel = None if run.course.over else run.load.next()
        run.fleet.let_go(one.parcel, (parcel, parcel.letter) if parcel else None)


def still_ready(run: Run, ready: list[News[Parcel]]) -> list[News[Parcel]]:
    """Those that were composed by the settings of this moment; none where the run has ended."""
    anew = bool(ready) and not run.course.over and changed(run)
    leaving = [
        one for one in ready if not run.course.over and one.parcel.edition == run.load.edition
    ]
    for one in ready:
        if one not in leaving:
            run.fleet.keep(one.parcel)
            run.load.take_back(one.parcel)
    if anew:
        go_on(run)
    return leaving


def final(run: Run, news: News[Parcel]) -> list[tuple[Recipient, Reply]]:
    """The results of a letter; those whom it had no room for get the next one, at once."""
    run.course.done += 1
    rest = news.parcel.rest(news.replies)
    if rest:
        run.load.add(rest)
    later = set(rest.recipients) if rest else set()
    return [one for one in news.parcel.results(news.replies) if one[0] not in later]
