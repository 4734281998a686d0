"""Why a pattern is not taken."""


class Refused(ValueError):
    """The words say what is wrong with the pattern and what to do, for people."""
