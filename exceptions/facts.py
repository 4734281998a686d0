"""What is known of a message before anyone decides: its evidence, and what that proves."""

from dataclasses import dataclass

from wire.bounce import Evidence, Finding, examine, gather, signs
from wire.parse import ParsedMessage
from wire.parse.node import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Evidence in one message, and the finding it gives (None: it proves nothing)."""

    evidence: Evidence
    finding: Finding | None = None

    @property
    def signs(self) -> tuple[str, ...]:
        """Signs of being automatic, in words for people."""
        return signs.automatic(self.evidence)


def facts_of(raw: bytes, message: ParsedMessage, root: Node | None = None) -> Facts:
    """Facts of a message that was parsed from `raw`; ``root`` is its tree, if known.

    Raises Unparseable where parsing would.
    """
    evidence = gather(raw, message, root)
    return Facts(evidence, examine(evidence))


def facts_of_words(subject: str, address: str) -> Facts:
    """Facts of a subject and a sender's address alone, as the dry run asks for them."""
    evidence = Evidence(subject=subject, sender=address)
    return Facts(evidence, examine(evidence))
