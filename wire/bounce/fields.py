"""Reads the groups of fields of machine-readable reports (RFC 3464 section 2.1), also damaged."""

import re

# Where the blank line between two recipients got lost, one of these begins the next.
STARTERS = frozenset({"final-recipient", "original-recipient"})
FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]{0,20}:[ \t]*(.*)")
# A list of thousands of recipients is cut rather than read for seconds.
MAX_GROUPS = 1000
MAX_VALUE = 2000

Group = dict[str, str]


def groups(text: str) -> list[Group]:
    """Groups of fields by lower-case name; the first value counts, folded lines are joined.

    Lines that are no field and follow none are passed over.
    """
    reader = _Groups()
    for line in text.split("\n"):
        if len(reader.found) >= MAX_GROUPS:
            break
        reader.take(line)
    reader.close()
    return reader.found


class _Groups:
    """State of reading: the group and the field that may go on."""

    def __init__(self) -> None:
        self.found: list[Group] = []
        self.group: Group = {}
        self.last = ""

    def take(self, line: str) -> None:
        if not line.strip():
            self.close()
        elif line[0] in " \t" and self.last:
            joined = self.group[self.last] + " " + line.strip()
            self.group[self.last] = joined[:MAX_VALUE].strip()
        elif field := FIELD.match(line):
            self._open(field[1].lower(), field[2].strip()[:MAX_VALUE])

    def close(self) -> None:
        if self.group:
            self.found.append(self.group)
        self.group, self.last = {}, ""

    def _open(self, key: str, value: str) -> None:
        if key in STARTERS and self._is_next(key):
            self.close()
        self.last = key if key not in self.group else ""
        self.group.setdefault(key, value)

    def _is_next(self, key: str) -> bool:
        return key in self.group or "action" in self.group or "status" in self.group
