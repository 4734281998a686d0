"""Why a rule is not taken."""


class Refused(ValueError):
    """The words are for people; ``field`` is the one that they belong to."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field
