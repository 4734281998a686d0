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
# IANA registry of enhanced status codes).
POLICY_SUBJECTS = frozenset({"6", "7"})
NATURES: dict[str, Nature] = {
    "1.7": "policy",
    "1.8": "policy",
    "1.9": "policy",
    "2.2": "soft",
    "2.3": "policy",
    "3.1": "soft",
    "3.2": "soft",
    "3.4": "policy",
    "4.1": "soft",
    "4.2": "soft",
    "4.3": "soft",
    "4.5": "soft",
    "4.6": "soft",
    "4.7": "soft",
    "4.8": "soft",
}
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
    said = enhanced(diagnostic)
    return said if said and (not code or said[0] == code[0]) else code


def nature_of(action: Action, status: str, diagnostic: str) -> Nature:
    """How final a failure is; see `FailedRecipient`."""
    if action == "delayed":
        return "delayed"
    if action != "failed":
        return "delivered"
    code = best(status, diagnostic)
    said = wording.nature(diagnostic)
    if (code or _reply_class(diagnostic))[:1] == "4":
        return "soft"
    if said:
        return said
    return _by_code(code)


def _by_code(code: str) -> Nature:
    subject_detail = code[2:]
    if subject_detail.partition(".")[0] in POLICY_SUBJECTS:
        return "policy"
    return NATURES.get(subject_detail, "hard")


def _reply_class(diagnostic: str) -> str:
    reply = REPLY.search(diagnostic)
    return reply[1] if reply else ""
