"""What somebody has to know before a mail goes. It forbids nothing.

Notices say what will happen to all mail of an alias; doubts are of this mail, and are to be
confirmed once they have been read.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import islice

from aliases.conditions import INACTIVE
from aliases.directions import Direction
from aliases.jobs import Job
from aliases.models import Alias
from attachments import outbound
from departments.masking.service import for_department
from exceptions.suppressing import warnings
from wire.compose import File

MOST_LINES = 5
LONGEST_LINE = 200


def of_alias(alias: Alias, now: datetime) -> list[str]:
    """What becomes of mail that this alias sends now; training mode says so on every page."""
    partition = alias.department.partition
    found = []
    if address := alias.redirected_to(now):
        found.append(f"Test mode: mail of {alias} goes to {address} instead of its recipients.")
    if alias.deleted_at:
        server = partition.outgoing_host
        found.append(f"{alias} was deleted: it sends by the default SMTP server, {server}.")
        return found
    return found + list(filter(None, (_sign_in(alias), _dispatcher(alias), _condition(alias))))


def _sign_in(alias: Alias) -> str:
    if alias.account is None or alias.account.grant.state == "signed-in":
        return ""
    return f"{alias.account} is not signed in: the mail waits until somebody signs in."


def _dispatcher(alias: Alias) -> str:
    if alias.dispatcher is None:
        return f"{alias} has no dispatcher: the mail waits until it is given one."
    if not alias.dispatcher.enabled:
        return f"The dispatcher {alias.dispatcher} is stopped: the mail waits until it is started."
    return ""


def _condition(alias: Alias) -> str:
    job = Job.objects.filter(alias=alias, direction=Direction.DISPATCH).first()
    if job is None or job.condition not in INACTIVE:
        return ""
    return f"Sending by {alias} does not work, so the mail waits: {job.error}"


def doubts(
    alias: Alias,
    recipients: Sequence[str],
    *,
    texts: Sequence[str],
    files: Sequence[File],
    now: datetime,
) -> list[str]:
    """Of this mail: dead addresses (DE-7), what is masked (MA-1), and files that stay (AT-6)."""
    department = alias.department_id
    return [
        *warnings(department, recipients, now),
        *_masked(department, texts),
        *outbound.check(files, department).words,
    ]


def confirmation(words: Sequence[str]) -> str:
    """Stands for exactly these doubts, so that no other is confirmed unseen."""
    return sha256("\n".join(words).encode()).hexdigest()[:16] if words else ""


def _masked(department_id: int, texts: Sequence[str]) -> list[str]:
    """The lines that patterns change, as they will be read."""
    patterns = for_department(department_id, "outbound")
    changed = (
        after.strip()[:LONGEST_LINE]
        for text in texts
        for before, after in zip(text.splitlines(), patterns.text(text).splitlines(), strict=False)
        if before != after
    )
    return [f"This will be masked: “{line}”" for line in islice(changed, MOST_LINES)]
