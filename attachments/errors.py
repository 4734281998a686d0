"""Why an archive or attached message was not looked through."""


class NotOpened(Exception):
    """Base of both; the words are a sentence for people."""


class TooMuch(NotOpened):
    """A bound was reached: too many, too large, too deep, or a bomb."""


class Closed(NotOpened):
    """Nobody can look inside: encrypted, or a format that is not read here."""
