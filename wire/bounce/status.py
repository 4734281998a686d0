"""Decides from action, enhanced status and diagnostic whether a failure is for good.

Codes say less than they should: 5.0.0 stands for anything, 5.7.1 also for unknown users,
so the words of the server decide where they are plain, the code where they are not.
"""

import re

from wire.bounce import wording
from wire.bounce.values import Action, Nature

# RFC 3463 section 2: class, subject, detail. Not part of an IP address or a version.
ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)")
REPLY = re.compile(r"(?<![\d.:\[#])([45])[0-5]\d(?![\d.:])(?=[ \-<]|$)")
# Subject and detail that say what class 5 means for the address (RFC 3463 section 3 and the
# IANA registry of enhanced status codes); 5.1.351 is Exchange Online's.
CODES: dict[Nature, tuple[str, ...]] = {
    "hard": ("1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "1.351", "2.1", "4.4", "4.310"),
    "soft": ("2.2", "3.1", "3.2", "4.1", "4.2", "4.3", "4.5", "4.6", "4.7", "4.8", "4.316"),
    "policy": ("1.7", "1.8", "1.9", "2.3", "3.4"),
}
NATURES = {code: nature for nature, codes in CODES.items() for code in codes}
# Content and security: refused for what the message or its sender is.
POLICY_SUBJECTS = ("6.", "7.")
ACTIONS: dict[str, Action] = {
    "failed": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "relayed",
    "expanded": "expanded",
}


def action_of(value: str) -> Action:
    """The action a report names; what is none of the five of RFC 3464 is taken as failed."""
    word = re.match(r"[a-z]*", value.strip().lower())
    return ACTIONS.get(word[0] if word else "", "failed")


def enhanced(text: str) -> str:
    """The most telling enhanced code in `text`, '' if there is none: x.0.0 only without better."""
    codes = [match[0] for match in ENHANCED.finditer(text[:4000])]
    telling = [code for code in codes if not code.endswith(".0.0")]
    return next(iter(telling or codes), "")


def best(reported: str, diagnostic: str) -> str:
    """The code to keep: the one reported, unless it tells nothing and the diagnostic does."""
    code = enhanced(reported)
    if code and not code.endswith(".0.0"):
        return code
    return enhanced(diagnostic) or code


def nature_of(action: Action, status: str, diagnostic: str) -> Nature:
    """How final a failure is; see `FailedRecipient`.

    1. Class 4 of the report, or of the server's answer where the report names no dead address.
    2. A code that tells of the address; only words of recovery contradict it.
    3. A code of security or content; words of a dead address or of recovery contradict it.
    4. The words; then any other code; and for good where nothing is known.
    """
    if action == "delayed":
        return "delayed"
    if action != "failed":
        return "delivered"
    code = best(status, diagnostic)
    told = _told(code)
    said = wording.nature(diagnostic)
    if code.startswith("4") or enhanced(status).startswith("4"):
        return "soft"
    if told != "hard" and _answered_for_now(diagnostic):
        return "soft"
    if told in ("hard", "policy"):
        if wording.recovers(diagnostic):
            return "soft"
        return "hard" if said == "hard" else told
    return said or told or "hard"


def _told(code: str) -> Nature | None:
    """What the code alone says, None where it says nothing in particular."""
    if code[2:].startswith(POLICY_SUBJECTS):
        return "policy"
    return NATURES.get(code[2:])


def _answered_for_now(diagnostic: str) -> bool:
    """True where the first reply code in the server's answer is 4yz (RFC 5321 section 4.2.1)."""
    reply = REPLY.search(diagnostic)
    return reply is not None and reply[1] == "4"
