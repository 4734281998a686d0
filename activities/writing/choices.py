"""From which address somebody may write (DI-5): pure, and the same for the form and for what it gets.

Only aliases that the person's departments own are ever handed in, so no other can come out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.threads.values import person


@dataclass(frozen=True, slots=True)
class Candidate:
    """An alias of the person's departments that can send."""

    alias: int
    department: int
    address: str
    redirections: tuple[str, ...] = ()
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """What may stand in From: an alias, by its own address or by one of its redirections."""

    alias: int
    address: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody writes from: departments they are a member of, and their teams' aliases.

    of_teams: all that the teams may use; defaults: the default one of each team. Both in order.
    """

    departments: tuple[int, ...] = ()
    of_teams: tuple[int, ...] = ()
    defaults: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """The mail that is answered or passed on. ``arrived``: the addresses it was sent to, in order.

    department: to whose work it belongs now, which may not be the alias's. gone: the alias was
    deleted and cannot send.
    """

    alias: int
    department: int
    arrived: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """The department's: whether another From may be chosen, and what a transferred mail keeps."""

    free: bool = False
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """``default`` is None where the person has to choose, or where there is nothing to choose."""

    default: Sender | None
    allowed: tuple[Sender, ...]


def for_new(mine: Sequence[Candidate], place: Place, *, free: bool) -> Choices:
    """The default of the person's team, else of their department; ``free``: or another one."""
    defaults = _defaults(mine, place)
    others = _usable(mine, place) if free else []
    allowed = _senders([*defaults, *others])
    return Choices(allowed[0] if allowed else None, allowed)


def for_answer(
    mine: Sequence[Candidate], answers: Answers, *, rules: Rules, place: Place
) -> Choices:
    """The address by which the mail came; where it was transferred, what the department says.

    Where its alias is gone the person chooses; where it is not one of theirs, they write by the
    default of the department that has the mail now.
    """
    default = _default_for(mine, answers, keep=rules.keep)
    if default and not rules.free:
        return Choices(default, (default,))
    own = [one for one in mine if one.alias == answers.alias]
    allowed = _senders([*own, *_usable(mine, place)])
    if default is None:
        return Choices(None, allowed)
    return Choices(default, (default, *(one for one in allowed if one != default)))


def _default_for(mine: Sequence[Candidate], answers: Answers, *, keep: bool) -> Sender | None:
    if answers.gone:
        return None
    own = next((one for one in mine if one.alias == answers.alias), None)
    if own and (keep or own.department == answers.department):
        return _as_arrived(own, answers)
    new = _default_of(mine, answers.department)
    if new:
        return Sender(new.alias, new.address)
    return _as_arrived(own, answers) if own else None


def _as_arrived(own: Candidate, answers: Answers) -> Sender:
    known = {person(one): one for one in (*own.redirections, own.address)}
    arrived = (known[person(one)] for one in answers.arrived if person(one) in known)
    return Sender(own.alias, next(arrived, own.address))


def _default_of(mine: Sequence[Candidate], department: int) -> Candidate | None:
    found = (one for one in mine if one.is_default and one.department == department)
    return next(found, None)


def _defaults(mine: Sequence[Candidate], place: Place) -> list[Candidate]:
    """One of each team; else one of each department; else the first there is."""
    by_alias = {one.alias: one for one in mine}
    of_teams = [by_alias[one] for one in place.defaults if one in by_alias]
    of_departments = [_default_of(mine, one) for one in place.departments]
    known = of_teams or [one for one in of_departments if one]
    return known or [one for one in mine if one.is_default][:1] or list(mine[:1])


def _usable(mine: Sequence[Candidate], place: Place) -> list[Candidate]:
    """OR-3: who is in a team writes by its aliases; who is in none by all of the departments."""
    of_teams = [one for one in mine if one.alias in place.of_teams]
    return of_teams or list(mine)


def _senders(candidates: Sequence[Candidate]) -> tuple[Sender, ...]:
    return tuple(dict.fromkeys(Sender(one.alias, one.address) for one in candidates))
