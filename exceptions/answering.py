"""Says why nothing automatic may answer a message (DE-6); pure. Counting is the breaker's."""

from collections.abc import Collection

from exceptions.facts import Facts
from wire.bounce import Evidence, addresses, signs

UNANSWERED = ("junk", "auto_reply", "auto-reply")
ORIGINS = ("from", "sender", "reply-to", "return-path")


def why_not_answer(facts: Facts, own_addresses: Collection[str]) -> str:
    """The first reason against any automatic answer, '' where there is none.

    own_addresses: every address of ours (aliases, redirections, BCC, notice addresses).
    Whether the verdict is an exception by a phrase is the caller's to ask
    (`Verdict.is_exception`), for it depends on the department's mode.
    RFC 3834 section 2, RFC 5321 section 4.5.5, [MS-OXCMAIL] for X-Auto-Response-Suppress.
    """
    evidence = facts.evidence
    reasons = (
        (facts.finding is not None, _finding(facts)),
        (not evidence.sender, "it has no sender's address"),
        (evidence.return_path == "", "its return path is empty"),
        (signs.auto_submitted(evidence) not in ("", "no"), "it is marked Auto-Submitted"),
        (signs.is_list(evidence) or _is_listed(evidence), "it comes from a list or in bulk"),
        (signs.precedence(evidence) in UNANSWERED, "its Precedence forbids it"),
        (signs.suppresses(evidence), "X-Auto-Response-Suppress forbids it"),
        (evidence.content_type == "multipart/report", "it is a report"),
        (signs.is_mailer(evidence) or signs.is_robot(evidence), "its sender is a program"),
        ("x-loop" in evidence.headers, "it has passed a program that marks loops"),
        (_is_own(evidence, own_addresses), "it comes from an address of ours"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _finding(facts: Facts) -> str:
    kind = facts.finding.kind.replace("_", " ") if facts.finding else ""
    return f"it is automatic ({kind})"


def _is_listed(evidence: Evidence) -> bool:
    return any(name.startswith("list-") for name in evidence.headers)


def _is_own(evidence: Evidence, own_addresses: Collection[str]) -> bool:
    own = {address.casefold() for address in own_addresses}
    values = (value for name in ORIGINS for value in evidence.headers.get(name, ()))
    origins = {evidence.sender, *(one for value in values for one in addresses.found(value))}
    return any(one.casefold() in own for one in origins)
