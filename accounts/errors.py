"""Why there is no token: each a WireError, so that retrieving and sending treat it as one."""

from wire.errors import Cause, Explanation, Step, WireError


class NoToken(WireError):
    """The account has no token now. PASSING: mail waits until it has (AC-10, DI-10)."""

    def __init__(self, likely: str, remedy: str = "", answer: str = "") -> None:
        why = Explanation(likely, remedy, answer, tried="")
        super().__init__(Cause.PASSING, Step.GRANT, why)


class NeedsSignIn(NoToken):
    """The grant is gone, or was never given: nothing helps but a person who signs in."""


class Unavailable(NoToken):
    """The provider could not be asked, refuses the application, or another worker is at it."""


class SignInRefused(WireError):
    """A sign-in could not be ended: the words say why. The grant is as it was before."""

    def __init__(self, likely: str, remedy: str) -> None:
        super().__init__(Cause.CONFIGURATION, Step.GRANT, Explanation(likely, remedy))
