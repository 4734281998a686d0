"""Who logs a case that begins by mail: the sender, or the alias's default analyst (PE-3). Pure.

| sender              | linked analyst is used | logged by   | becomes a user |
| unknown             | either                 | the default | is made as one |
| user only           | either                 | the default | is one         |
| analyst only        | yes                    | the sender  | yes            |
| analyst only        | no                     | the default | yes            |
| user and analyst    | yes                    | the sender  | is one         |
| user and analyst    | no                     | the default | is one         |
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """What is known of who wrote."""

    is_user: bool
    is_analyst: bool


@dataclass(frozen=True, slots=True)
class Logging:
    """``by_sender``: True where the sender logs the case, False where the default analyst does."""

    by_sender: bool
    becomes_user: bool


def decide(sender: Sender | None, *, use_linked_analyst: bool) -> Logging:
    """``sender`` is None for who was unknown until now; they are made as users already."""
    if sender is None:
        return Logging(by_sender=False, becomes_user=False)
    by_sender = sender.is_analyst and use_linked_analyst
    return Logging(by_sender=by_sender, becomes_user=not sender.is_user)
