"""The one HTTP client: https, guarded by the rules of wire.reach, with limits of time and size.

It follows no redirect and reads nothing from the environment.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from wire.trace import StepReport


@dataclass(frozen=True, slots=True)
class Web:
    """What may be reached, and how long it may take.

    ``seconds`` bounds a whole request; ``quiet`` each wait for the next bytes, ``connect`` that for
    each address of the host. ``largest`` is in bytes. ``plain_loopback`` allows http to this very
    machine. ``listen`` is told the steps of each request.
    """

    ca_bundle: str = field(default="", repr=False)  # PEM certificates trusted beside the system's
    private_networks: bool = True
    connect: float = 5.0
    quiet: float = 10.0
    seconds: float = 20.0
    largest: int = 1_048_576
    plain_loopback: bool = False
    listen: Callable[[StepReport], None] = field(default=lambda report: None, repr=False)
