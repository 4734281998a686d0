"""What a name ends in, once every way of hiding it is undone, one after the other."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from attachments import extensions
from attachments.checks import alike, direction, encoded, invisible, trailing
from attachments.values import Item, Suspect

Step = Callable[[str], str]

# In this order, each on what the one before it made; the words say what was undone.
STEPS: tuple[tuple[Step, str], ...] = (
    (encoded.undo, "its name is encoded and means “{name}”"),
    (direction.undo, "its name turns the direction of reading and means “{name}”"),
    (invisible.undo, "its name holds characters nobody sees and means “{name}”"),
    (alike.undo, "its name is written with look-alike letters and means “{name}”"),
    (trailing.undo, "what stands around its name is dropped, which leaves “{name}”"),
)
# The same name to other eyes; each is undone by all steps.
EYES: tuple[tuple[Step, str], ...] = (
    (direction.seen, "its name turns the direction of reading and is seen as “{name}”"),
    (invisible.cut, "its name is read up to a NUL by some programs, as “{name}”"),
)
# A step may bring forth what an earlier one undoes; more rounds than this are nonsense.
ROUNDS = 3
PLAIN = re.compile(r"[A-Za-z0-9 ()\[\]_+,'.-]*[A-Za-z0-9)]\Z")
# Letters of any script before the one dot: they are no part of an extension.
FOREIGN = re.compile(r"[\w ()\[\]+,'-]+\.[A-Za-z0-9]+\Z")


def suspects(item: Item) -> Iterator[Suspect]:
    """The last extensions of every name and of every spelling of it."""
    for name in item.names:
        for spelling, why in spelled(name):
            words = why.format(name=spelling[-80:])
            for extension in extensions.of(spelling):
                yield Suspect(extension, words)


@lru_cache(maxsize=32)
def spelled(name: str) -> tuple[tuple[str, str], ...]:
    """The name and what it turns into, each with the words that say how."""
    known = {name: "its name is “{name}”"}
    if not is_plain(name):
        _undo(name, known)
        for eye, words in EYES:
            # What is encoded hides from the eye.
            if (start := eye(encoded.undo(encoded.undo(name)))) not in known:
                known[start] = words
                _undo(start, known)
    return tuple(known.items())


def _undo(name: str, known: dict[str, str]) -> None:
    for _ in range(ROUNDS):
        before = name
        for step, words in STEPS:
            name = step(name)
            known.setdefault(name, words)
        if name == before:
            return


def is_plain(name: str) -> bool:
    """Whether nothing in the name could mean something else."""
    return bool(PLAIN.match(name) or (FOREIGN.match(name) and alike.DOTS.isdisjoint(name)))


def endings(item: Item) -> frozenset[str]:
    """The extensions that the item's names end in."""
    return frozenset(one.extension for one in suspects(item))
