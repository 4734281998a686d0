"""What keeps a peer from being measured."""


class PeerMissing(Exception):
    """It is not installed here; the text says what to do."""


class PeerFailed(Exception):
    """It ended with an error; the text has its last words."""
