"""The one error of OAuth: a WireError that knows the provider's code."""

from wire.errors import Cause, Explanation, Step, WireError


class OAuthError(WireError):
    """A provider refuses, or its answer cannot be used.

    ``cause`` decides: PASSING, try again later; CREDENTIALS, the grant is gone and a person must
    sign in again; CONFIGURATION, something about the application must be changed first.

    ``error`` is the code of RFC 6749 section 5.2, such as invalid_grant; ``number`` Microsoft's, such as
    AADSTS65001. Both may be empty. ``reference`` names the failure to the provider's support.
    """

    def __init__(
        self,
        cause: Cause,
        why: Explanation,
        *,
        error: str = "",
        number: str = "",
        reference: str = "",
    ) -> None:
        super().__init__(cause, Step.GRANT, why)
        self.error = error
        self.number = number
        self.reference = reference

    @property
    def needs_sign_in(self) -> bool:
        """Whether only a person's consent helps."""
        return self.cause is Cause.CREDENTIALS
