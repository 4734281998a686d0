"""Judges messages of an archive by the code that the retriever runs; nothing is stored or sent.

One message that cannot be judged never stops the others: its answer carries the error.
"""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from activities import threading
from activities.threads.memory import Memory
from activities.threads.reading import facts_of
from activities.threads.values import Order, Report
from wire.parse import ParsedMessage, parse

# The clock of an archive before its first date.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is: ordinary, permanent, temporary or auto_reply, and on whom it reports."""

    kind: str = "ordinary"
    recipients: tuple[str, ...] = ()
    report: Report | None = None


def classify(parsed: ParsedMessage, raw: bytes) -> Verdict:
    """Delivery exceptions are not told from ordinary mail yet: everything is ordinary."""
    return Verdict()


@dataclass(slots=True)
class Mailbox:
    """One mailbox of an archive: its messages in order, and the time that passed with them."""

    name: str
    order: Order
    known: Memory = field(default_factory=Memory)
    now: datetime = LONG_AGO

    def thread(self, parsed: ParsedMessage, verdict: Verdict) -> str:
        """A label that the messages of one case share."""
        facts = facts_of(parsed, verdict.report)
        self.now = parsed.date or self.now
        decision = threading.decide(facts, self.order, self.known, self.now)
        entry = self.known.add(facts, self.order, decision, self.now)
        return f"{self.name}/{entry.case}"


class Judge:
    """Answers line by line; remembers the messages of each mailbox."""

    def __init__(self, root: Path, order: Order) -> None:
        self.root, self.order = root.resolve(), order
        self.mailboxes: dict[str, Mailbox] = {}

    def answers(self, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
        """An answer for each line that is not empty, in the form ``class``, ``thread`` and so on."""
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield self._answer(line, f"line {number}")

    def _answer(self, line: str, name: str) -> dict[str, Any]:
        begun = time.perf_counter()
        answer: dict[str, Any] = {"id": name, "error": None}
        try:
            wanted = json.loads(line)
            answer["id"] = wanted["id"]
            self._judge(wanted, answer)
        except Exception as trouble:
            # The loop over messages: whatever one of them does, the others are judged.
            answer["error"] = f"{type(trouble).__name__}: {trouble}"
        answer["seconds"] = round(time.perf_counter() - begun, 4)
        return answer

    def _judge(self, wanted: dict[str, Any], answer: dict[str, Any]) -> None:
        raw = self._file(str(wanted["path"])).read_bytes()
        parsed = parse(raw)
        answer.update(_as_read(parsed))
        verdict = classify(parsed, raw)
        answer["class"] = "none" if verdict.kind == "ordinary" else verdict.kind
        answer["recipients"] = list(verdict.recipients)
        if name := wanted.get("mailbox"):
            box = self.mailboxes.setdefault(str(name), Mailbox(str(name), self.order))
            answer["thread"] = box.thread(parsed, verdict)

    def _file(self, path: str) -> Path:
        found = (self.root / path).resolve()
        if not found.is_relative_to(self.root):
            raise ValueError(f"{path} is outside of the folder.")
        return found


def _as_read(parsed: ParsedMessage) -> dict[str, Any]:
    sender = parsed.from_ or parsed.sender
    return {
        "subject": parsed.subject,
        "from": sender.email if sender else "",
        "attachments": [part.filename for part in parsed.attachments if part.filename],
        "text_len": len(parsed.text.strip()),
    }
