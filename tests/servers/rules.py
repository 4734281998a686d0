"""What the fault proxy does, and at which line: values and matching, no sockets."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Side = Literal["client", "server", "connect"]
Action = Literal["pass", "close", "reset", "stall", "delay", "answer", "replace", "drop", "inject"]


@dataclass(eq=False)
class Rule:
    """One fault.

    Attributes:
        side: whose line is looked at; "connect": each new connection, before the server is called.
        action:
            pass: nothing more than `call`.
            close, reset: end both sides with FIN or RST; the line is not passed on.
            stall: pass on nothing any more, in neither direction, but stay connected.
            delay: wait `seconds`, then pass the line on.
            answer: send `text` back to the sender instead of passing the line on.
            replace: pass on `text` instead. drop: swallow the line.
            inject: send `text` to the client first, then pass the line on.
        match: regular expression for one line without CRLF, ignoring case; IMAP literals (message
            bodies) are never looked at.
        nth: act on the nth matching line of each connection, or on the nth connection; 0 = all.
        times: act so often over all connections; None = without end.
        after: close, reset, stall: first pass on the line and that many bytes behind it.
        seconds: for delay.
        text: one line, CRLF is added; a backslash and a digit stand for a group of `match`.
        call: called, in a thread of its own and to its end, before the action.
        fired: how often it has acted.
    """

    side: Side
    action: Action = "pass"
    match: str = ""
    nth: int = 1
    times: int | None = None
    after: int | None = None
    seconds: float = 1.0
    text: str = ""
    call: Callable[[], object] | None = None
    fired: int = field(default=0, init=False)

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        """`match`, compiled."""
        return re.compile(self.match.encode(), re.IGNORECASE)

    @property
    def armed(self) -> bool:
        """True while it may still act."""
        return self.times is None or self.fired < self.times

    def line(self, found: re.Match[bytes]) -> bytes:
        """Return `text` with its groups filled in, ready to be sent."""
        return fill_in(self.text.encode(), found) + b"\r\n"


class Matcher:
    """Finds the rule for a line and counts, for one connection (or for all new connections)."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = rules
        self._seen: Counter[Rule] = Counter()

    def find(self, side: Side, line: bytes) -> tuple[Rule, re.Match[bytes]] | None:
        """Return the first rule whose turn it is at this line (without CRLF), and its match."""
        # a copy: tests change the list from another thread
        for rule in list(self._rules):
            if rule.side != side or not rule.armed or not (found := rule.pattern.search(line)):
                continue
            self._seen[rule] += 1
            if rule.nth in (0, self._seen[rule]):
                rule.fired += 1
                return rule, found
        return None


def fill_in(text: bytes, found: re.Match[bytes]) -> bytes:
    r"""Replace \1 to \9 by the groups; other backslashes stay (unlike re.Match.expand)."""
    return re.sub(rb"\\([1-9])", lambda number: found[int(number[1])] or b"", text)
