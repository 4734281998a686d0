"""Makes the values of recipients from what rules found: tidy, bounded, each address once."""

from collections.abc import Iterable
from dataclasses import replace

from wire.bounce import addresses, status
from wire.bounce.values import Action, FailedRecipient

MAX_DIAGNOSTIC = 500
MAX_RECIPIENTS = 1000


def recipient(
    address: str, diagnostic: str = "", *, reported: str = "", action: Action = "failed"
) -> FailedRecipient:
    """One recipient; `reported` is the status a report states, '' where there is only text."""
    said = " ".join(diagnostic[:4000].split())
    return FailedRecipient(
        address=addresses.tidy(address),
        action=action,
        status=status.best(reported, said),
        diagnostic=said[:MAX_DIAGNOSTIC],
        nature=status.nature_of(action, reported, said),
    )


def many(
    found: Iterable[str], diagnostic: str = "", *, action: Action = "failed"
) -> tuple[FailedRecipient, ...]:
    """Recipients that share one diagnostic."""
    return distinct(recipient(one, diagnostic, action=action) for one in found)


def distinct(found: Iterable[FailedRecipient]) -> tuple[FailedRecipient, ...]:
    """The same, each address once whatever its case; the first report on it counts."""
    kept: dict[str, FailedRecipient] = {}
    for one in found:
        key = one.address.lower()
        if key not in kept:
            kept[key] = one
        elif not kept[key].diagnostic and one.diagnostic:
            kept[key] = replace(one, address=kept[key].address)
        if len(kept) >= MAX_RECIPIENTS:
            break
    return tuple(kept.values())
