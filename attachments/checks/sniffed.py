"""The type that the bytes have, where the name says something else; polyglots have several."""

from collections.abc import Iterator, Sequence

from attachments.kinds import Kind
from attachments.values import Suspect


def suspects(kinds: Sequence[Kind], endings: frozenset[str]) -> Iterator[Suspect]:
    for kind in kinds:
        if not kind.goes_by(endings):
            for extension in sorted(kind.extensions):
                yield Suspect(extension, f"its content is {kind.words}")
