"""Looks at one item, and at all that is in it, until something is refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from attachments.bounds import DEPTH, Budget
from attachments.checks import declared, inner, names, sniffed
from attachments.errors import Closed, NotOpened, TooMuch
from attachments.kinds import BY_NAME, CLOSED, OPENED, Kind
from attachments.openers.listing import LISTERS
from attachments.openers.pdf import files_of_pdf
from attachments.openers.table import OPENERS
from attachments.signatures import kinds
from attachments.values import Item, Reason, Rule, Rules, Suspect

MESSAGE_ENDS = frozenset({"eml", "mht", "mhtml", "nws", "mim"})


@dataclass(frozen=True, slots=True)
class Found:
    """The first rule that refuses, and why."""

    rule: Rule
    why: str


class Look:
    """One message's look: what it costs is counted over all of its parts."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.budget = Budget()

    def at(self, item: Item) -> Found | None:
        """The steps, in order:

        1. what its names end in, also inside them, and its declared type;
        2. what its bytes are, once it was opened as far as that;
        3. whether it could be opened; 4. all of this for everything in it.
        """
        try:
            for name in item.names:
                if not names.is_plain(name):
                    self.budget.odd_name()
            return self._refused(_by_name(item, self.rules), item) or self._opened(
                item, kinds_of(item)
            )
        except TooMuch as error:
            return Found(Rule(Reason.BOUNDS, "Archives too large or too deep"), _told(item, error))

    def _opened(self, item: Item, found: tuple[Kind, ...]) -> Found | None:
        certain = [one for one in found if one.name not in OPENED]
        if bad := self._refused(sniffed.suspects(certain, names.endings(item)), item):
            return bad
        if bad := self._closed(item, found):
            return bad
        for kind in found:
            if (
                kind.name == "pdf"
                and len(item.inside) < DEPTH
                and (bad := self._any(files_of_pdf(item, self.budget)))
            ):
                return bad
            if kind.name in OPENED and (bad := self._through(item, kind)):
                return bad
        return None

    def _any(self, members: Iterable[Item]) -> Found | None:
        return next((bad for one in members if (bad := self.at(one))), None)

    def _through(self, item: Item, kind: Kind) -> Found | None:
        if not item.complete:
            raise TooMuch("It is an archive that is too large to be looked through.")
        if len(item.inside) >= DEPTH:
            raise TooMuch(f"Archives are packed into each other more than {DEPTH} deep.")
        try:
            opened = OPENERS[kind.name](item, self.budget)
            ends = names.endings(item)
            if bad := self._refused(sniffed.suspects(opened.kinds, ends), item):
                return bad
            if bad := self._any(opened.members):
                return bad
        except Closed as error:
            return self._not_opened(item, error)
        return None

    def _closed(self, item: Item, found: tuple[Kind, ...]) -> Found | None:
        for kind in found:
            if kind.name in CLOSED:
                return self._listed(item, kind) or self._not_opened(
                    item, Closed(f"It is {kind.words}, which is not opened here.")
                )
        return None

    def _listed(self, item: Item, kind: Kind) -> Found | None:
        """By the names in it, where they can be read; its bytes stay unknown."""
        lister = LISTERS.get(kind.name)
        if lister is None or not item.complete:
            return None
        try:
            return self._any(lister(item, self.budget))
        except Closed as error:
            return self._not_opened(item, error)

    def _not_opened(self, item: Item, error: NotOpened) -> Found | None:
        if not self.rules.closed:
            return None
        return Found(Rule(Reason.CLOSED, self.rules.closed), _told(item, error))

    def _refused(self, suspects: Iterator[Suspect], item: Item) -> Found | None:
        for suspect in suspects:
            if rule := self.rules.against(suspect.extension):
                return Found(
                    rule, f"{_place(item)}is taken for .{suspect.extension}: {suspect.why}."
                )
        return None


def kinds_of(item: Item) -> tuple[Kind, ...]:
    """The kinds by the bytes; a message has no mark of its own, so its name counts as well."""
    found = kinds(item.content)
    named = names.endings(item) & MESSAGE_ENDS or item.content_type == "message/rfc822"
    message = BY_NAME["message"]
    return (*found, message) if named and item.content and message not in found else found


def is_looked_through(item: Item) -> bool:
    """Whether more of it counts than its kind."""
    return any(
        one.name in OPENED or one.name in LISTERS or one.name == "pdf" for one in kinds_of(item)
    )


def _by_name(item: Item, rules: Rules) -> Iterator[Suspect]:
    if item.is_material:
        return
    yield from names.suspects(item)
    yield from declared.suspects(item)
    if rules.inner:
        yield from inner.suspects(item)


def _place(item: Item) -> str:
    name = f"“{item.name[-80:]}”" if item.name else "A part without a name"
    trail = " in ".join(
        f"“{one[-80:]}”" if one else "a part without a name" for one in item.inside[::-1]
    )
    return f"{name} in {trail} " if trail else f"{name} "


def _told(item: Item, error: NotOpened) -> str:
    return f"{_place(item)}cannot be looked through. {error}"
