"""Has a virus scanner look at files, where one is set up. Talks to it, never to the database."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from attachments.values import Content, Piece
from wire import clamd
from wire.compose import File
from wire.errors import ScannerAway, TooLargeToScan


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found, by the SHA-256 of the bytes.

    unseen: the digests of those that were not looked at. away: why. is_away: the scanner did not
    answer at all, so that it need not be asked again for a moment.
    """

    found: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    away: str = ""
    is_away: bool = False


def is_wanted() -> bool:
    """Whether there is a scanner."""
    return bool(settings.CLAMD)


def of_pieces(pieces: Iterable[Piece], *, is_away: str = "") -> Scan:
    """Of the parts of a message; what holds others is looked at by what it holds.

    is_away: why it need not be asked again, where it did not answer a moment ago.
    """
    return _scan((one.read() for one in pieces if not one.opened), is_away)


def of_files(files: Sequence[File]) -> Scan:
    """Of files that somebody attaches; nothing where no scanner is set up."""
    return _scan(one.content for one in files) if is_wanted() else Scan()


def _scan(contents: Iterable[Content], away: str = "") -> Scan:
    found: dict[str, str] = {}
    unseen: set[str] = set()
    why = ""
    for content in contents:
        digest = hashlib.sha256(content).hexdigest()
        if away:
            unseen.add(digest)
            continue
        try:
            name = clamd.scan(settings.CLAMD, content, seconds=settings.CLAMD_SECONDS)
        except TooLargeToScan as error:
            unseen.add(digest)
            why = str(error)
        except ScannerAway as error:
            unseen.add(digest)
            away = str(error)
        else:
            if name:
                found[digest] = name
    return Scan(found, frozenset(unseen), away or why, is_away=bool(away))
