"""What passes and what is refused, both ways: parts and rules in, a decision out. Pure.

Raises nothing, whatever the parts are.
"""

import hashlib
from collections.abc import Iterable, Sequence

from attachments import extensions
from attachments.checks import names
from attachments.looking import Found, Look, is_looked_through, kinds_of
from attachments.signatures import FIRST, LAST
from attachments.values import Decision, Item, Piece, Reason, Refused, Rule, Rules


def decide(parts: Iterable[Piece], rules: Rules) -> Decision:
    """Which parts pass (AT-1 to AT-5). What holds a refused part, such as its message, goes with it.

    Each part's bytes are read and let go before the next.
    """
    pieces = list(parts)
    look = Look(rules)
    return completed(pieces, {one.path: found for one in pieces if (found := _judge(one, look))})


def completed(pieces: Sequence[Piece], refused: dict[str, Refused]) -> Decision:
    """The decision where these are refused by path, and with them what holds them."""
    refused = dict(refused)
    for one in pieces:
        if one.opened and one.path not in refused and (inside := _inside(one, refused)):
            why = f"“{one.name}” holds what is refused: {inside.why}"
            refused[one.path] = Refused(one, inside.rule, why, inside.kind)
    return Decision(
        kept=tuple(one for one in pieces if one.path not in refused),
        refused=tuple(refused[one.path] for one in pieces if one.path in refused),
    )


def _judge(piece: Piece, look: Look) -> Refused | None:
    item = _item(piece)
    found = _all_blocked(item, look.rules) or look.at(item)
    if not found:
        return None
    kind = next((one.words for one in kinds_of(item)), piece.content_type)
    digest = "" if piece.opened else _digest(piece, item)
    return Refused(piece, found.rule, found.why, kind, digest)


def _item(piece: Piece) -> Item:
    """With all bytes only where they are looked through: most kinds are told by both ends."""
    if piece.opened:
        return Item(piece.names, piece.content_type, b"")
    if (ends := piece.ends(FIRST, LAST)) is not None:
        item = Item(piece.names, piece.content_type, ends, complete=False)
        if not is_looked_through(item):
            return item
    return Item(piece.names, piece.content_type, piece.read())


def _digest(piece: Piece, item: Item) -> str:
    return hashlib.sha256(item.content if item.complete else piece.read()).hexdigest()


def _all_blocked(item: Item, rules: Rules) -> Found | None:
    """Block all overrides the department's list; what the partition allows passes all the same."""
    if not rules.block_all:
        return None
    allowed, found = rules.partition_allowed, kinds_of(item)
    named = any(one in allowed for one in extensions.of(item.name))
    if named and names.is_plain(item.name) and all(one.goes_by(allowed) for one in found):
        return None
    return Found(Rule(Reason.ALL, rules.block_all), "All attachments are blocked.")


def _inside(piece: Piece, refused: dict[str, Refused]) -> Refused | None:
    return next((one for path, one in refused.items() if path.startswith(f"{piece.path}.")), None)
