"""The one error that reading a message may raise."""


class Unparseable(Exception):
    """A message was given up before it could cost too much; keep its bytes and show the reason.

    `reason` is plain words for an administrator: what there was too much of, and the limit.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
