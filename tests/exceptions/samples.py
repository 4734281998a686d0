"""Facts of messages these tests write themselves."""

from exceptions.facts import Facts, facts_of
from exceptions.matching import Phrases
from exceptions.predefined import predefined
from wire.parse import parse

PHRASES = Phrases(predefined())


def facts(raw: bytes) -> Facts:
    """Facts of a whole message."""
    return facts_of(raw, parse(raw))
