"""How much one message may cost: any is decided within a second and 100 MB.

Counts instead of a clock, so that the same message is always decided the same way.
"""

from attachments.errors import TooMuch

MIB = 1024 * 1024
# Archives in archives. People send two levels; a quine goes on for ever.
DEPTH = 5
MEMBERS = 10_000
# Names that have to be deciphered cost a quarter of a millisecond each.
ODD_NAMES = 1000
# Bytes unpacked over all of a message; what stands behind this is judged by its beginning.
UNPACKED = 24 * MIB
# An archive inside another must be unpacked whole to be looked through.
NESTED = 16 * MIB
BEGINNING = 4096
# Deflate reaches 1032 to 1. Logs and spreadsheets stay under 60, bombs do not.
RATIO = 150
SMALL = 32 * MIB
LARGEST = 4096 * MIB


class Budget:
    """What is left for one message."""

    def __init__(self) -> None:
        self.members, self.unpacked = MEMBERS, UNPACKED
        self.odd_names = ODD_NAMES

    def member(self) -> None:
        """Count one member; raises TooMuch when they are too many."""
        self.members -= 1
        if self.members < 0:
            raise TooMuch(f"It holds more than {MEMBERS:,} files.")

    def odd_name(self) -> None:
        """Count a name that is to be deciphered; raises TooMuch when they are too many."""
        self.odd_names -= 1
        if self.odd_names < 0:
            raise TooMuch(f"It has more than {ODD_NAMES:,} names that are hard to read.")

    def room(self, weight: int = 1) -> int:
        """Bytes that may still be unpacked of a method that costs ``weight`` times as much."""
        return max(0, min(NESTED, self.unpacked) // weight)

    def spend(self, octets: int, weight: int = 1) -> None:
        self.unpacked -= octets * weight


def check_size(packed: int, unpacked: int) -> None:
    """Raises TooMuch where so many bytes cannot honestly come out of so few."""
    if unpacked > LARGEST or (unpacked > SMALL and unpacked > packed * RATIO):
        raise TooMuch(
            f"It grows from {packed:,} to {unpacked:,} bytes when it is unpacked: a bomb."
        )
