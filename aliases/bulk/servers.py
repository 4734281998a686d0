"""Changing the servers of many aliases: what changes for each, and what becomes of its passwords.

A stored password is never sent to another server: it is forgotten, and an alias without one is
inactive until somebody types it.
"""

import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from aliases import defaults, health
from aliases.bulk.plans import Line, save
from aliases.directions import Direction
from aliases.methods import needs_password
from aliases.models import Alias, Status

DIRECTIONS = ("incoming", "outgoing")
PARTS = ("host", "port", "encryption")


@dataclass(frozen=True, slots=True)
class Move:
    """``changes`` by column, such as incoming_host; ``passwords`` newly typed, by direction."""

    changes: dict[str, Any]
    passwords: dict[str, str] = field(default_factory=dict, repr=False)


def plan(alias: Alias, move: Move) -> Line:
    """What ``move`` does to the alias."""
    if alias.account_id:
        return Line(alias, cannot="It has the servers of its email account.")
    changed = _changed(alias, move)
    if not changed:
        return Line(alias, cannot="It has these servers already.")
    after = moved(alias, move)
    if errors := after.clean_incoming() | after.clean_outgoing():
        return Line(alias, cannot=" ".join(_words(name, text) for name, text in errors.items()))
    if alias.is_default and not after.active:
        words = "It would become inactive, having no password for the new server: type the new one."
        return Line(alias, cannot=f"{words} {defaults.way_out(alias)}")
    words = ""
    if _forgotten(alias, after):
        words = (
            "Its stored password is forgotten: it stays inactive until somebody types the new one."
        )
    if alias.active and not after.active:
        words = "It becomes inactive until somebody types its password for the new server."
    return Line(alias, f"{'; '.join(changed)}. {words}".strip())


def moved(alias: Alias, move: Move) -> Alias:
    """A copy of ``alias`` as it is after the move, not saved."""
    after = copy.copy(alias)
    for name, value in move.changes.items():
        setattr(after, name, value)
    for direction in DIRECTIONS:
        if not _goes_elsewhere(alias, after, direction) or not _signs_in(after, direction):
            continue
        typed = move.passwords.get(direction, "")
        setattr(after, f"{direction}_password", typed)
        if not typed:
            after.status = Status.INACTIVE
    return after


@transaction.atomic
def apply(alias: Alias, move: Move, reason: str) -> None:
    after = moved(alias, move)
    after.clean_incoming()
    after.clean_outgoing()
    save(after, reason)
    health.restart(after, *_concerned(move), now=timezone.now())


def _concerned(move: Move) -> list[Direction]:
    """The ways that the move touches: they are tried again at once."""
    touched = {name.partition("_")[0] for name in move.changes}
    ways = {"incoming": Direction.RETRIEVE, "outgoing": Direction.DISPATCH}
    return [way for side, way in ways.items() if side in touched]


def _goes_elsewhere(before: Alias, after: Alias, direction: str) -> bool:
    names = (f"{direction}_host", f"{direction}_port")
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _forgotten(before: Alias, after: Alias) -> bool:
    names = [f"{direction}_password" for direction in DIRECTIONS]
    return any(getattr(before, name) and not getattr(after, name) for name in names)


def _signs_in(alias: Alias, direction: str) -> bool:
    method = getattr(alias, f"{direction}_method")
    return needs_password(method) and (direction == "incoming" or alias.authenticates)


def _changed(alias: Alias, move: Move) -> list[str]:
    return [
        f"{_label(alias, name)}: {getattr(alias, name)} → {value}"
        for name, value in move.changes.items()
        if getattr(alias, name) != value
    ]


def _label(row: Model, name: str) -> str:
    direction = name.partition("_")[0]
    label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return f"{direction.capitalize()} {label.lower()}"


def _words(name: str, text: object) -> str:
    return f"{name.partition('_')[0].capitalize()}: {text}"
