"""Has a virus scanner look at files, where one is set up. Talks to it, never to the database."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

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


def of_files(files: Sequence[File]) -> tuple[File, ...]:
    """The files that somebody attaches, each with what the scanner said of it."""
    if not is_wanted():
        return tuple(files)
    scan = _scan(one.content for one in files)
    return tuple(_told(one, scan) for one in files)


def of_told(files: Sequence[File]) -> Scan:
    """What files say of themselves, as `of_files` gave them."""
    found = {_digest(one.content): one.virus for one in files if one.virus}
    unseen = {_digest(one.content): one.unscanned for one in files if one.unscanned}
    return Scan(found, frozenset(unseen), next(iter(unseen.values()), ""))


def _told(file: File, scan: Scan) -> File:
    digest = _digest(file.content)
    why = scan.away if digest in scan.unseen else ""
    return replace(file, virus=scan.found.get(digest, ""), unscanned=why)


def _digest(content: Content) -> str:
    return hashlib.sha256(content).hexdigest()


def _scan(contents: Iterable[Content], away: str = "") -> Scan:
    found: dict[str, str] = {}
    unseen: set[str] = set()
    why = ""
    for content in contents:
        digest = _digest(content)
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
