"""The error codes of the standards (RFC 6749 sections 4.1.2.1 and 5.2, RFC 8707, OpenID Connect
Core section 3.1.2.6)."""

from wire.errors import Cause
from wire.oauth.known import Row

SIGN_IN, CONFIGURATION, PASSING = Cause.CREDENTIALS, Cause.CONFIGURATION, Cause.PASSING
_AGAIN = "It is tried again by itself."
_AUTHORISE = "Sign in again with the button of the email account."

ROWS = (
    Row(
        CONFIGURATION,
        "invalid_request",
        "The redirect URL is not registered with the application.",
        "Add exactly the redirect URL that is shown here to the registration.",
        "redirect_uri",
        words=r"redirect_?uri",
    ),
    Row(
        SIGN_IN,
        "invalid_grant",
        "The sign-in has ended: it has expired, was revoked, or its code was used before.",
        _AUTHORISE,
    ),
    Row(
        SIGN_IN,
        "interaction_required login_required consent_required account_selection_required",
        "The provider wants the person to sign in again.",
        _AUTHORISE,
    ),
    Row(
        SIGN_IN,
        "access_denied",
        "The consent was refused, by the person or by a policy of the organisation.",
        f"{_AUTHORISE} Then agree; if a policy forbids it, ask the organisation's administrator.",
    ),
    Row(
        CONFIGURATION,
        "invalid_client",
        "The provider does not believe the application: client ID, secret or certificate is wrong "
        "or has expired.",
        "Compare them with the registration; make a new secret where it has expired.",
        "secret",
    ),
    Row(
        CONFIGURATION,
        "unauthorized_client",
        "The application may not sign in in this way.",
        "Allow this kind of grant in its registration at the provider.",
        "client_id",
    ),
    Row(
        CONFIGURATION,
        "invalid_scope insufficient_scope",
        "The provider does not know these scopes, or does not grant them to the application.",
        "Correct the scopes, and allow them in the registration.",
        "scopes",
    ),
    Row(
        CONFIGURATION,
        "unsupported_grant_type unsupported_response_type unsupported_token_type",
        "The provider does not have this kind of grant.",
        "Choose the other kind of grant, or another provider entry.",
        "grant",
    ),
    Row(
        CONFIGURATION,
        "invalid_resource invalid_target",
        "The provider does not know the service that the token is for.",
        "Correct the scopes and the tenant.",
        "scopes",
    ),
    Row(
        CONFIGURATION,
        "invalid_request invalid_request_object request_not_supported",
        "The provider cannot use our request.",
        "Check the URLs and the scopes; the provider's own words say more.",
        "token_url",
    ),
    Row(
        PASSING,
        "temporarily_unavailable server_error internal_failure slow_down",
        "The provider has trouble, or is asked too often.",
        _AGAIN,
    ),
)
