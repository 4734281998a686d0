"""What stands below an answer or in a forwarded mail: pure texts."""

from collections.abc import Sequence
from datetime import datetime

from activities.reading import quotes

# A mail is quoted up to here; who wants more forwards it.
MOST_LINES = 400
# What the mail itself only quotes is repeated where it is short.
OLD_LINES = 40
# Other programs know this line (`activities.reading.quotes`).
SEPARATOR = "---------- Forwarded message ----------"


def answered(text: str, *, sender: str, at: datetime) -> str:
    """The text as a quote below a line that says who wrote it, after room for the answer."""
    folded = quotes.fold(text.strip("\n"))
    lines = _shortened(folded.written.rstrip().split("\n"), MOST_LINES)
    old = folded.quoted.strip("\n").split("\n") if folded.quoted.strip() else []
    lines += old if len(old) <= OLD_LINES else ["", f"[{len(old)} lines of earlier mail left out]"]
    quoted = "\n".join(map(_quoted, lines))
    return f"\n\nOn {at:%d %B %Y, %H:%M}, {sender} wrote:\n{quoted}\n"


def forwarded(text: str, facts: Sequence[tuple[str, str]]) -> str:
    """The text whole, below the fields of its header that are known."""
    head = "\n".join(f"{name}: {value}" for name, value in facts if value)
    return f"\n\n{SEPARATOR}\n{head}\n\n{text.strip()}\n"


def _quoted(line: str) -> str:
    """RFC 3676 section 4.5: no space between the marks of a quote in a quote."""
    return f">{line}" if line.startswith(">") else f"> {line}".rstrip()


def _shortened(lines: list[str], most: int) -> list[str]:
    if len(lines) <= most:
        return lines
    return [*lines[:most], f"[{len(lines) - most} more lines left out]"]
