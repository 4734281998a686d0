"""What outgoing mail carries so that answers and reports find their case (TH-1, TH-4)."""

from datetime import datetime

from activities import signing
from activities.models import Activity
from activities.signing import Use
from activities.threads.orders import keys
from aliases.models import Alias


def mark(activity: Activity) -> str:
    """The signed ID by which answers to the mail find its case."""
    return _signed(activity, Use.ANSWER)


def reply_to(activity: Activity) -> tuple[str, str]:
    """Name and address of the Reply-To that composing made; both '' where there is none."""
    name, _, rest = activity.reply_to.rpartition(" <")
    return name, rest.rstrip(">")


def return_address(activity: Activity, alias: Alias) -> str:
    """The envelope's sender, signed where the mailbox takes that; '' for automatic mail.

    RFC 3834 section 3.3: what no person sends must not be answered, not even by a bounce.
    """
    if activity.automatic:
        return ""
    if not alias.sub_addressing:
        return alias.envelope_sender
    return signing.tagged(alias.envelope_sender, _signed(activity, Use.RETURN))


def auto_submitted(activity: Activity) -> str:
    """The keyword of RFC 3834 section 5, '' for what a person sends."""
    if not activity.automatic:
        return ""
    return "auto-replied" if activity.answers_id else "auto-generated"


def envelope_id(activity: Activity) -> str:
    """What a report on this mail repeats (RFC 3461 section 4.4)."""
    return _signed(activity, Use.ENVELOPE)


def _signed(activity: Activity, use: Use) -> str:
    written: datetime = activity.at
    until = (written + signing.LASTS).date()
    return signing.sign(activity.pk, use, until=until, keys=keys())
