"""Mail that really went out, and the reports that come back about it."""

from collections.abc import Sequence

from activities import queueing
from activities.models import Activity, RecipientState
from activities.threads import marks
from aliases.models import Alias

DEAD = "gone@customers.test"


def sent(alias: Alias, *to: str) -> Activity:
    """A mail that a server took for all its recipients."""
    activity = queueing.queue(queueing.Draft("Your parcel", "It comes.", to or [DEAD]), alias)
    activity.recipients.update(state=RecipientState.SENT, next_try_at=None)
    return activity


def group(address: str, action: str = "failed", status: str = "5.1.1", said: str = "") -> str:
    """What a report says of one recipient."""
    words = said or f"550 {status} <{address}>: no such user here"
    return (
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {words}\n"
    )


def report(
    groups: Sequence[str], *, envelope_id: str = "", message_id: str = "", to: str = ""
) -> bytes:
    """A delivery status notification (RFC 3464)."""
    about = f"Original-Envelope-Id: {envelope_id}\n" if envelope_id else ""
    returned = f"Message-ID: <{message_id}>\n" if message_id else ""
    lines = [
        "Return-Path: <>",
        "From: Mail Delivery System <MAILER-DAEMON@mx.customers.test>",
        f"To: {to or 'support@lab.test'}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: <{abs(hash((tuple(groups), envelope_id, message_id, to)))}@mx.test>",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="edge"',
        "",
        "--edge",
        "Content-Type: text/plain",
        "",
        "I could not deliver your message.",
        "--edge",
        "Content-Type: message/delivery-status",
        "",
        f"{about}Reporting-MTA: dns; mx.customers.test",
        "",
        *"\n".join(groups).splitlines(),
        "",
        "--edge",
        "Content-Type: text/rfc822-headers",
        "",
        f"{returned}Subject: Your parcel",
        "",
        "--edge--",
        "",
    ]
    return "\r\n".join("\n".join(lines).splitlines()).encode()


def bounce(mail: Activity, address: str = DEAD, **said: str) -> bytes:
    """The report of a server about one recipient of ``mail``, with its envelope ID."""
    return report([group(address, **said)], envelope_id=marks.envelope_id(mail))
