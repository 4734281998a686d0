"""Collects what had to be guessed or repaired while one message was read."""

# A hostile message could earn a note for each of its lines; nobody reads more than these.
MAX_NOTES = 50
# Detecting a character set costs up to milliseconds; a message gets this many tries.
MAX_GUESSES = 40
# A tag of HTML costs two microseconds; a message gets this many over all of its parts.
MAX_TAGS = 200_000
# The same for entities, which cost half of that.
MAX_ENTITIES = 200_000


class Notes:
    """Remarks in plain words, each once, in order of first occurrence.

    charset: the label the message itself uses first, the best hint for bytes without one.
    tags_left, entities_left: how many of HTML may still be looked at one by one.
    """

    def __init__(self) -> None:
        self.charset = ""
        self.tags_left, self.entities_left = MAX_TAGS, MAX_ENTITIES
        self._texts: dict[str, None] = {}
        self._guesses_left = MAX_GUESSES

    def add(self, text: str) -> None:
        """Remember `text`, unless it was said already or enough was said."""
        if len(self._texts) < MAX_NOTES:
            self._texts[text] = None

    def may_guess(self) -> bool:
        """True while character sets may still be detected; counts each call."""
        self._guesses_left -= 1
        return self._guesses_left >= 0

    def texts(self) -> tuple[str, ...]:
        """All remarks so far."""
        return tuple(self._texts)
