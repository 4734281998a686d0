"""Messages that a workflow sends on (WF-3), and what keeps them from going round in a circle."""

from collections.abc import Collection, Mapping, Sequence

from activities import automatic, queueing
from activities.composing.originals import NotRedirected
from activities.composing.values import Kind
from activities.models import Activity
from activities.stages.values import Incoming
from activities.threads.values import person
from activities.workflows.facts import facts_of
from activities.workflows.folding import Text
from activities.workflows.values import Decision
from activities.writing import redirecting
from aliases.models import Alias

# RFC 5321 section 6.3 names a hundred; what has passed thirty machines before us goes in a circle.
MOST_HOPS = 30
# Who sent it on before leaves these (RFC 5322 section 3.6.6, and older habits).
MARKS = ("resent-from", "resent-sender", "x-loop")


def redirect(alias: Alias, activity: Activity, incoming: Incoming, decision: Decision) -> list[str]:
    """Queues one mail for each address, in the caller's transaction; returns why not, in words."""
    if not decision.redirects:
        return []
    own = {person(one) for one in automatic.own_addresses()}
    if why := why_not(incoming, own):
        return [f"Not redirected: {why}."]
    # The bytes leave as they came: what is masked, or was held back, must not be among them.
    if why := redirecting.why_not(activity):
        return [f"Not redirected: {why}"]
    notes = []
    for address in decision.redirects:
        if person(address) in own:
            notes.append(f"Not redirected to {address}: it is an address of ours.")
        elif why := _send_on(alias, activity, address):
            notes.append(f"Not redirected to {address}: {why}")
    return notes


def _send_on(alias: Alias, activity: Activity, address: str) -> str:
    """Returns '' or why it could not be."""
    draft = queueing.Draft(activity.subject, "", [address], kind=Kind.REDIRECT)
    try:
        queueing.queue(draft, alias, answers=activity)
    except NotRedirected as error:
        return str(error)
    return ""


def why_not(incoming: Incoming, own: Collection[str]) -> str:
    """The first reason against sending a message on, '' where there is none."""
    if incoming.verdict.is_exception:
        return "it is a delivery exception"
    headers = facts_of(incoming, 0).headers
    if len(headers.get("received", ())) > MOST_HOPS:
        return f"it has passed more than {MOST_HOPS} machines, as if it went in a circle"
    if _marked(headers, own):
        return "it was sent on by an address of ours before"
    return ""


def _marked(headers: Mapping[str, Sequence[Text]], own: Collection[str]) -> bool:
    marks = (one for name in MARKS for one in headers.get(name, ()))
    words = (word.strip("<>,;\"'") for one in marks for word in one.folded.split())
    return any(person(word) in own for word in words if "@" in word)
