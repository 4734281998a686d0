"""Encoded for any server, or plain as it is (AL-3)."""

from dataclasses import replace

from activities.composing.values import Settings
from departments.servers import Encoding
from wire.compose import Outgoing


def step(draft: Outgoing, settings: Settings) -> Outgoing:
    return replace(draft, encoded=settings.encoding != Encoding.PLAIN)
