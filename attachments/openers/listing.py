"""Archives that are not unpacked here, but whose lists of names are read: by kind."""

from collections.abc import Callable, Iterator

from attachments.bounds import Budget
from attachments.openers.rar import names_of_rar
from attachments.openers.seven import names_of_seven
from attachments.values import Item

LISTERS: dict[str, Callable[[Item, Budget], Iterator[Item]]] = {
    "7z": names_of_seven,
    "rar": names_of_rar,
}
