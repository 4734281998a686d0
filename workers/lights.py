"""What the lights of operation mean (SV-3). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Light(StrEnum):
    GREEN = "Running"
    YELLOW = "Partly running"
    RED = "Not running"
    OFF = "Stopped"


class Instance(Protocol):
    enabled: bool

    @property
    def queue(self) -> str:
        """The queue that live nodes serve where it runs."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many instances are defined, are to run, and run."""

    defined: int = 0
    wanted: int = 0
    running: int = 0

    @property
    def light(self) -> Light:
        return light(self.wanted, self.running)


def light(wanted: int, running: int) -> Light:
    """Green: all that are to run do; yellow: some; red: none; off where none is to run."""
    if not wanted:
        return Light.OFF
    if not running:
        return Light.RED
    return Light.GREEN if running >= wanted else Light.YELLOW


def count(instances: Iterable[Instance], served: frozenset[str]) -> Count:
    """``served``: the queues that live nodes serve. An instance runs where its queue is among them."""
    found = list(instances)
    enabled = [one for one in found if one.enabled]
    running = [one for one in enabled if one.queue in served]
    return Count(len(found), len(enabled), len(running))
