"""Bounces, complaints and automatic replies, known by evidence; pure, and never by phrases.

It reads what `wire.parse` has read and raises nothing but Unparseable.
"""

from wire.bounce.evidence import Evidence, gather
from wire.bounce.order import examine
from wire.bounce.values import Action, FailedRecipient, Finding, Kind, Nature

__all__ = [
    "Action",
    "Evidence",
    "FailedRecipient",
    "Finding",
    "Kind",
    "Nature",
    "examine",
    "gather",
]
