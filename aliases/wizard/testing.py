"""The login test inside the wizard: of the values as they stand, remembered for the last step."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from django.db import transaction

from aliases import connections
from aliases.models import Alias
from aliases.wizard.drafts import AliasDraft
from aliases.wizard.steps import INCOMING, OUTGOING, SAME_ACCOUNT
from wire.errors import WireError

# What the test of a direction needs to be right.
NEEDED = {
    "incoming": ("department", "address", *INCOMING),
    "outgoing": ("department", "address", *OUTGOING),
}
PASSED, FAILED, OUTDATED, UNTRIED = "passed", "failed", "outdated", "untried"


def results(draft: AliasDraft) -> dict[str, str]:
    """How the last test of each direction went, and whether the values are still the same."""
    found = {}
    for direction in NEEDED:
        last = draft.facts.get("tests", {}).get(direction)
        if not last:
            found[direction] = UNTRIED
        elif last["of"] != _fingerprint(draft, direction):
            found[direction] = OUTDATED
        else:
            found[direction] = PASSED if last["passed"] else FAILED
    return found


def _fingerprint(draft: AliasDraft, direction: str) -> str:
    names = [name for name in NEEDED[direction] if name not in ("department", SAME_ACCOUNT)]
    values = [draft.values.get(name, "") for name in names]
    # The sealed text, not the password: it differs whenever one was typed anew.
    secret = getattr(draft, f"{direction}_password").token
    return sha256(json.dumps([*values, secret]).encode()).hexdigest()


def watched(draft: AliasDraft, direction: str, lines: Iterable[Any]) -> Iterator[str]:
    """The lines of a login test, passed on; its outcome is kept in the draft."""
    of = _fingerprint(draft, direction)
    states = []
    for line in lines:
        text = line.decode() if isinstance(line, bytes) else str(line)
        states.append(json.loads(text).get("state"))
        if states[-1] == "end":
            break
        yield text
    passed = FAILED not in states and PASSED in states and states[-1] == "end"
    _remember(draft.pk, "tests", {direction: {"passed": passed, "of": of}})
    yield json.dumps({"state": "end"}) + "\n"


def with_mailbox(draft: AliasDraft, alias: Alias, lines: Iterable[str]) -> Iterator[str]:
    """Adds to a passed test how much mail lies in the mailbox, and since when (RE-7)."""
    failed = False
    for line in lines:
        state = json.loads(line).get("state")
        failed = failed or state == FAILED
        if state == "end" and not failed and (found := _mailbox(alias)) is not None:
            _remember(draft.pk, "mailbox", found)
            words = in_words(found)
            step = {"step": "Mail already there", "state": PASSED, "seconds": 0, "detail": words}
            yield json.dumps(step) + "\n"
        yield line


def _mailbox(alias: Alias) -> dict[str, Any] | None:
    """None where the mailbox closed again between the test and this look."""
    try:
        inbox = connections.open_inbox(alias)
        try:
            count, oldest = inbox.count(), inbox.oldest()
        finally:
            inbox.abandon()
    except WireError:
        return None
    return {"count": count, "oldest": oldest.isoformat() if oldest else ""}


def in_words(found: dict[str, Any]) -> str:
    """What lies in the mailbox, as a sentence."""
    count = int(found["count"])
    if not count:
        return "The mailbox is empty."
    since = f", the oldest from {found['oldest']}" if found["oldest"] else ""
    return f"{count:,} message{'s' if count != 1 else ''} in the mailbox{since}."


def _remember(pk: int, name: str, value: dict[str, Any]) -> None:
    """Both directions may be tested at the same time: neither overwrites the other."""
    with transaction.atomic():
        draft = AliasDraft.objects.select_for_update().filter(pk=pk).first()
        if draft is not None:
            draft.facts = draft.facts | {name: draft.facts.get(name, {}) | value}
            draft.save(update_fields=["facts"])
