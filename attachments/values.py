"""What the decision about attachments takes and gives: frozen values, no Django."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Content = bytes | bytearray


class Reason(StrEnum):
    """What kind of rule refuses."""

    EXTENSION = "extension"
    PARTITION = "partition"
    ALL = "all"
    CLOSED = "closed"
    BOUNDS = "bounds"
    VIRUS = "virus"
    UNSCANNED = "unscanned"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that refuses; ``name`` is how people know it."""

    reason: Reason
    name: str


def _as_cheap(first: int, last: int) -> Content | None:
    return None


@dataclass(frozen=True, slots=True)
class Piece:
    """One part to be decided on.

    path: as `wire.parse.Part.path`. names: every name it goes by, the usual one first.
    read: gives the decoded bytes, anew at each call; they are not kept.
    ends: the first and the last of them, for `signatures.kinds`; None where `read` is as cheap.
    opened: its contents stand among the parts already (attached messages, TNEF).
    """

    path: str
    names: tuple[str, ...]
    content_type: str
    size: int
    read: Callable[[], Content]
    opened: bool = False
    ends: Callable[[int, int], Content | None] = _as_cheap

    @property
    def name(self) -> str:
        return self.names[0] if self.names else ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a department with those of its partition above them.

    blocked, partition_blocked: the name of the rule by extension (lower case, no dot).
    block_all: name of the setting, '' where it is off. inner: `a.exe.pdf` counts as exe as well.
    closed: name of the setting that refuses archives nobody can look into, '' where it is off.
    """

    blocked: Mapping[str, str] = field(default_factory=dict)
    partition_blocked: Mapping[str, str] = field(default_factory=dict)
    partition_allowed: frozenset[str] = frozenset()
    block_all: str = ""
    inner: bool = True
    closed: str = "Archives that cannot be opened"

    def against(self, extension: str) -> Rule | None:
        """The rule that refuses an extension: the partition's word first, then the department's."""
        if extension in self.partition_blocked:
            return Rule(Reason.PARTITION, self.partition_blocked[extension])
        if extension in self.partition_allowed:
            return None
        if extension in self.blocked:
            return Rule(Reason.EXTENSION, self.blocked[extension])
        return None


@dataclass(frozen=True, slots=True)
class Refused:
    """A part that does not pass. ``why`` is a sentence for people; ``kind`` what the bytes are.

    digest: SHA-256 of the decoded bytes in hex; '' where they were not read.
    """

    part: Piece
    rule: Rule
    why: str
    kind: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    kept: tuple[Piece, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Suspect:
    """An extension that an item may be opened by, and how that was found."""

    extension: str
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: a part, or what was found inside one.

    inside: the names of what it is in, from the part inwards. complete: ``content`` is all of it.
    is_material: it belongs to a document's own inside, such as the pictures of a letter.
    """

    names: tuple[str, ...]
    content_type: str
    content: Content
    inside: tuple[str, ...] = ()
    complete: bool = True
    is_material: bool = False

    @property
    def name(self) -> str:
        return self.names[0] if self.names else ""
