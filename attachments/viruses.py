"""What follows from a scanner's verdicts: refused parts, beside those that the rules refuse. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from attachments import blocking
from attachments.scanning import Scan
from attachments.screening import Screened
from attachments.values import Piece, Reason, Refused, Rule

RULE = Rule(Reason.VIRUS, "Virus scanner")
UNSEEN = Rule(Reason.UNSCANNED, "Virus scanner: not looked at")


def refused(pieces: Sequence[Piece], scan: Scan) -> dict[str, Refused]:
    """The parts with something found in them, by path."""
    found = {}
    for one in pieces if scan.found else ():
        content = b"" if one.opened else one.read()
        digest = hashlib.sha256(content).hexdigest()
        if name := scan.found.get(digest):
            why = f"The virus scanner found {name} in “{one.name}”."
            found[one.path] = Refused(one, RULE, why, f"{name} (virus scanner)", digest)
    return found


def unseen(pieces: Sequence[Piece], scan: Scan) -> dict[str, Refused]:
    """The parts that the scanner did not look at, by path."""
    found = {}
    for one in pieces if scan.unseen else ():
        digest = hashlib.sha256(one.read()).hexdigest()
        if digest in scan.unseen:
            why = f"“{one.name}” was not looked at for viruses. {scan.away}"
            found[one.path] = Refused(one, UNSEEN, why, "", digest)
    return found


def added(screened: Screened, pieces: Sequence[Piece], scan: Scan) -> Screened:
    """The verdicts go before the rules': what is infected is not restored as easily."""
    infected = refused(pieces, scan)
    if not infected:
        return screened
    before = {one.part.path: one for one in screened.refused}
    decision = blocking.completed(pieces, before | infected)
    kept = {one.path for one in decision.kept}
    return replace(
        screened,
        kept=tuple(one for one in screened.kept if one.path in kept),
        refused=decision.refused,
    )
