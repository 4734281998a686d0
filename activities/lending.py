"""A mail that another alias sends, in place of the one that it was written for. Changes no row."""

from copy import copy
from dataclasses import replace

from activities.composing import copies, current, replying, senders, tracking
from activities.composing.values import Kind
from activities.models import Activity, Recipient
from activities.threads import marks


def as_sent(recipient: Recipient, activity: Activity) -> Activity:
    """``activity`` as the recipient's alias sends it: From, Reply-To and the way back are that alias's.

    The Message-ID stays: it is the same mail, and an answer finds its case by it.
    """
    if activity.alias_id == recipient.alias_id:
        return activity
    lent, alias = copy(activity), recipient.alias
    lent.alias, lent.reply_to = alias, ""
    settings = replace(current.settings_of(alias, activity.at), mark=marks.mark(activity))
    written = senders.from_(copies.copy_of(lent), settings)
    if written.kind != Kind.REDIRECT:
        written = tracking.step(replying.step(written, settings), settings)
    outgoing = written.outgoing
    lent.sender = f"{outgoing.sender_name} <{outgoing.sender}>"
    lent.sender_address, lent.subject = outgoing.sender, outgoing.subject
    if outgoing.reply_to:
        lent.reply_to = f"{outgoing.reply_to_name} <{outgoing.reply_to}>"
    return lent
