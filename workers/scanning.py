"""Has the virus scanner look at the attachments of a batch, outside of any transaction.

A scanner that does not answer is asked once for a batch and told as an incident; what it did not
see waits or passes, as the department has chosen.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from activities import shelf
from activities.raw import RawMessage
from activities.stages.values import Incoming
from aliases.incidents import opening
from aliases.incidents.models import Incident, Kind
from aliases.incidents.opening import Trouble
from attachments import scanning, screening, viruses
from attachments.policy import Policy
from attachments.scanning import Scan

Read = tuple[RawMessage, Incoming]
SUBJECT = "The virus scanner"


def scanned(read: Sequence[Read], policy: Policy) -> list[Read]:
    """Those that may be filed, with what the scanner found; the others are on the shelf."""
    if not scanning.is_wanted():
        return list(read)
    passed: list[Read] = []
    scans: list[Scan] = []
    for raw, incoming in read:
        pieces = screening.pieces(incoming.parsed, raw.content())
        if not pieces:
            passed.append((raw, incoming))
            continue
        scan = scanning.of_pieces(
            pieces, is_away=next((one.away for one in scans if one.is_away), "")
        )
        scans.append(scan)
        # What is too large for the scanner passes by a person's word; nobody else's.
        waits = scan.is_away or not raw.released
        if scan.unseen and waits and policy.hold_unscanned:
            shelf.shelve(raw, f"{scan.away} Its attachments were not looked at: process it again.")
        else:
            screened = viruses.added(incoming.screened, pieces, scan)
            passed.append((raw, _noted(replace(incoming, screened=screened), scan)))
    _tell(scans)
    return passed


def _noted(incoming: Incoming, scan: Scan) -> Incoming:
    if not scan.unseen:
        return incoming
    words = f"Attachments were not looked at for viruses: {scan.away}"
    parsed = replace(incoming.parsed, notes=(*incoming.parsed.notes, words))
    return replace(incoming, parsed=parsed)


def _tell(scans: Sequence[Scan]) -> None:
    """Opens the incident where the scanner was away, and ends it where it answered."""
    now = timezone.now()
    if away := next((one for one in scans if one.is_away), None):
        remedy = "Start it, or take MAILCENTER_CLAMD out of the environment. What waits is among the failed messages."
        opening.report(Trouble(Kind.SCANNER, SUBJECT, away.away, remedy=remedy), now)
    elif scans:
        for incident in Incident.objects.open().filter(kind=Kind.SCANNER):
            opening.end(incident, now)
