"""Encoded for any server, or plain as it is (AL-3)."""

from dataclasses import replace

from activities.composing.values import Copy, Settings
from departments.servers import Encoding


def step(copy: Copy, settings: Settings) -> Copy:
    encoded = settings.encoding != Encoding.PLAIN
    if copy.outgoing.encoded == encoded:
        return copy
    return replace(copy, outgoing=replace(copy.outgoing, encoded=encoded))
