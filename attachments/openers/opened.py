"""What an opener gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from attachments.bounds import Budget
from attachments.kinds import Kind
from attachments.values import Item


@dataclass(frozen=True, slots=True)
class Opened:
    """kinds: what it is, now that it was opened. members: what is in it, made one by one.

    Asking for the members may raise NotOpened as well.
    """

    kinds: tuple[Kind, ...]
    members: Iterable[Item] = ()


Opener = Callable[[Item, Budget], Opened]
