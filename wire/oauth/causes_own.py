"""What we find out ourselves about a provider's answer, in the words of the other tables."""

from wire.errors import Cause
from wire.oauth.known import Own, Row

SIGN_IN, CONFIGURATION = Cause.CREDENTIALS, Cause.CONFIGURATION
_AUTHORISE = "Sign in again with the button of the email account."

ROWS = (
    Row(
        SIGN_IN,
        Own.STATE,
        "The answer belongs to another attempt to sign in.",
        "Begin again, and use one window only.",
    ),
    Row(
        SIGN_IN,
        Own.HOST,
        "This is not the address to which the provider sends the browser back.",
        "Copy the whole address from the browser after signing in, or the code alone.",
    ),
    Row(
        SIGN_IN,
        Own.NO_CODE,
        "There is no code in the answer.",
        "Copy the whole address from the browser after signing in, or the code alone.",
    ),
    Row(
        CONFIGURATION,
        Own.ISSUER,
        "The answer names another issuer than the one that was asked.",
        "Check the issuer's URL; if it is right, somebody may be interfering.",
        "issuer",
    ),
    Row(
        SIGN_IN,
        Own.SCOPE,
        "Not all rights that mail needs were granted.",
        f"{_AUTHORISE} Leave every box ticked.",
    ),
    Row(
        SIGN_IN,
        Own.PERSON,
        "The provider's word on who has signed in does not belong to this attempt.",
        "Begin again, and use one window only.",
    ),
    Row(
        CONFIGURATION,
        Own.NO_REFRESH,
        "The provider has granted access for a short time only (no refresh token).",
        "Allow offline access or refresh tokens in the registration, and sign in again.",
        "scopes",
    ),
    Row(
        CONFIGURATION,
        Own.NOTHING,
        "The provider's answer holds no access token for mail.",
        "Check the token URL.",
        "token_url",
    ),
    Row(
        CONFIGURATION,
        Own.DISCOVERY,
        "What is published there is not the configuration of this issuer.",
        "Type the issuer's URL exactly as the provider spells it.",
        "issuer",
    ),
    Row(
        CONFIGURATION,
        Own.KEY_FILE,
        "This is not the key file of a Google service account.",
        "Make a key of type JSON for the service account, and load that file whole.",
        "key_file",
    ),
    Row(
        CONFIGURATION,
        Own.CLIENT,
        "The certificate and its private key cannot be used.",
        "Give both in PEM form, the key without a password.",
        "certificate",
    ),
)
