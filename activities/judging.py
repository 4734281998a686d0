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
from activities.stages.order import take_in
from activities.stages.values import Incoming, Rules
from activities.threads.memory import Memory
from activities.threads.values import Order
from wire.parse import ParsedMessage

# The clock of an archive before its first date.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


# What the answers call a verdict; all else is "none".
CLASSES = {
    "permanent": "permanent",
    "temporary": "temporary",
    "delayed": "temporary",
    "auto_reply": "auto_reply",
}


@dataclass(slots=True)
class Mailbox:
    """One mailbox of an archive: its messages in order, and the time that passed with them."""

    name: str
    order: Order
    known: Memory = field(default_factory=Memory)
    now: datetime = LONG_AGO

    def thread(self, incoming: Incoming) -> str:
        """A label that the messages of one case share."""
        facts = incoming.thread
        self.now = incoming.parsed.date or self.now
        decision = threading.decide(facts, self.order, self.known, self.now)
        entry = self.known.add(facts, self.order, decision, self.now)
        return f"{self.name}/{entry.case}"


class Judge:
    """Answers line by line; remembers the messages of each mailbox."""

    def __init__(self, root: Path, order: Order, rules: Rules) -> None:
        self.root, self.order, self.rules = root.resolve(), order, rules
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
        incoming = take_in(raw, self.rules)
        answer.update(_as_read(incoming.parsed))
        verdict = incoming.verdict
        answer["class"] = CLASSES.get(verdict.kind, "none")
        answer["recipients"] = [one.address for one in verdict.recipients]
        # A collection may keep it with the right answers, where it tells no answer.
        if name := wanted.get("mailbox") or wanted.get("expected", {}).get("mailbox"):
            box = self.mailboxes.setdefault(str(name), Mailbox(str(name), self.order))
            answer["thread"] = box.thread(incoming)

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
        # As parts of MIME: files written into a text are no attachments to other programs.
        "attachments": [
            part.filename for part in parsed.attachments if part.filename and not part.inside
        ],
        "text_len": len(parsed.text.strip()),
    }
