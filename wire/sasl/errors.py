"""What can go wrong inside a mechanism, before or beside the server's own verdict."""

from wire.errors import Cause, Explanation


class SaslError(Exception):
    """The exchange cannot go on: a challenge makes no sense, or a library says no.

    ``cause`` and ``why`` are those of the WireError that it becomes, see wire.classify.
    """

    def __init__(self, cause: Cause, why: Explanation) -> None:
        super().__init__(why.likely)
        self.cause = cause
        self.why = why


def nonsense(mechanism: str, detail: str) -> SaslError:
    """The server's challenge breaks the rules of the mechanism."""
    why = f"The server's part of {mechanism} makes no sense: {detail}."
    return SaslError(Cause.CONFIGURATION, Explanation(why, "Choose another method."))


def impostor(mechanism: str) -> SaslError:
    """The server did not prove that it knows the password, too: it may be somebody else."""
    why = f"The server could not prove by {mechanism} that it knows the password."
    remedy = (
        "Check the server name, and whether somebody stands between this machine and the server."
    )
    return SaslError(Cause.CONFIGURATION, Explanation(why, remedy))
