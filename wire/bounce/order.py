"""The order of the rules, as one table, and the one place that interprets it."""

from collections.abc import Callable

from wire.bounce import automatic, blocks, complaint, guessing, receipt, report, signs, status
from wire.bounce.dialects import (
    amazon,
    aol,
    bracketed,
    dragonfly,
    exchange,
    exim,
    failed_header,
    fml,
    gmail,
    groupwise,
    imail,
    interscan,
    labelled,
    mdaemon,
    mimecast,
    mobile,
    notes,
    opensmtpd,
    plain,
    sendmail,
    transcript,
    zoho,
)
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient, Finding

# None: not this dialect. An empty tuple: a failure, but the text names nobody.
Dialect = Callable[[Evidence], tuple[FailedRecipient, ...] | None]
Proof = Callable[[Evidence], Finding | None]

# Machine-readable proof first: no text is judged where there is some.
PROOFS: tuple[Proof, ...] = (complaint.find, report.find, receipt.find)
# Dialects with marks of their own, then forms that several systems share, then sentences.
DIALECTS: tuple[tuple[str, Dialect], ...] = (
    ("amazon", amazon.find),
    ("fml", fml.find),
    ("gmail", gmail.find),
    ("failed_header", failed_header.find),
    ("zoho", zoho.find),
    ("exim", exim.find),
    ("dragonfly", dragonfly.find),
    ("opensmtpd", opensmtpd.find),
    ("exchange", exchange.find),
    ("notes", notes.find),
    ("groupwise", groupwise.find),
    ("labelled", labelled.find),
    ("mimecast", mimecast.find),
    ("interscan", interscan.find),
    ("mobile", mobile.find),
    ("mdaemon", mdaemon.find),
    ("imail", imail.find),
    ("aol", aol.find),
    ("sendmail", sendmail.find),
    ("bracketed", bracketed.find),
    ("plain", plain.find),
    ("transcript", transcript.find),
)
# These carry proof of their own sender and need no other sign of a mailer.
SELF_EVIDENT = frozenset({"amazon", "fml"})
# Forms that an autoresponder's text may show by chance.
COMMON = frozenset({"labelled", "bracketed", "plain", "transcript"})


def examine(evidence: Evidence) -> Finding | None:
    """What the evidence proves: the first rule that finds something decides.

    1. Machine-readable parts: complaint, delivery report, receipt.
    2. Fields of a report in the text, and the dialects, only where a mailer may have written.
    3. Automatic replies.
    None where nothing is proved: an ordinary message, as far as evidence goes.
    """
    for proof in PROOFS:
        if found := proof(evidence):
            return found
    from_mailer = signs.from_mailer(evidence)
    if from_mailer and (found := report.find_in_text(evidence)):
        return found
    absent = automatic.find(evidence)
    return _dialect(evidence, from_mailer=from_mailer, doubtful=absent is not None) or absent


def _dialect(evidence: Evidence, *, from_mailer: bool, doubtful: bool) -> Finding | None:
    """The first dialect that names somebody, else the first that knows a failure at all."""
    nameless = ""
    for name, find in DIALECTS:
        if not from_mailer and name not in SELF_EVIDENT:
            continue
        # Autoresponders also write about delivery; what is common does not outweigh their header.
        if doubtful and name in COMMON and not signs.is_mailer(evidence):
            continue
        found = find(evidence)
        if found:
            return _finding(name, found, evidence)
        if found is not None:
            nameless = nameless or name
    return _finding(nameless, (), evidence) if nameless else None


def _finding(name: str, found: tuple[FailedRecipient, ...], evidence: Evidence) -> Finding:
    named = tuple(one for one in found if one.address) or guessing.recipients_of(evidence)
    words = f"{evidence.subject}\n{evidence.notice}"
    told = status.nature_of(blocks.action(words), "", words)
    nature = report.nature_of(named) if named else told
    return Finding(
        kind=report.kind_of(nature),
        rule=name,
        where="text",
        recipients=named,
        nature=nature,
        original_message_id=evidence.returned.message_id,
    )
