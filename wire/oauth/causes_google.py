"""What Google says beyond the standards, by its codes and its words."""

from wire.errors import Cause
from wire.oauth.known import Row

SIGN_IN, CONFIGURATION = Cause.CREDENTIALS, Cause.CONFIGURATION
_AUTHORISE = "Sign in again with the button of the email account."

ROWS = (
    Row(
        CONFIGURATION,
        "invalid_grant",
        "Google does not accept the key of the service account.",
        "Make a new key for the service account and load its file here.",
        "key_file",
        words=r"invalid jwt signature|key .*not found",
    ),
    Row(
        CONFIGURATION,
        "invalid_grant",
        "Google does not accept the time in our request.",
        "Set the clock of this machine.",
        words=r"invalid jwt|reasonable timeframe|iat and exp",
    ),
    Row(
        CONFIGURATION,
        "invalid_grant",
        "Google knows no mailbox with this address, or no such service account.",
        "Check the address of the alias, and that the service account still exists.",
        words=r"invalid email|user id|account not found",
    ),
    Row(
        SIGN_IN,
        "invalid_grant",
        "The organisation's session control has ended the sign-in.",
        f"{_AUTHORISE} Have the application trusted in Google's admin console.",
        words=r"rapt",
    ),
    Row(
        CONFIGURATION,
        "unauthorized_client",
        "The service account may not act for mailboxes of this domain.",
        "Have the domain's administrator add its numeric client ID with the scope "
        "https://mail.google.com/ under Domain-wide delegation. It may take up to 24 hours.",
        "key_file",
        words=r"client is unauthorized to retrieve|not authorized for any of the scopes",
    ),
    Row(
        CONFIGURATION,
        "admin_policy_enforced",
        "The administrator of the Google domain forbids this application.",
        "Have it trusted in the admin console: Security, API controls, App access control.",
        "client_id",
    ),
    Row(
        CONFIGURATION,
        "org_internal",
        "The application is open only to its own Google organisation.",
        "Sign in with an account of that organisation, or make the application external.",
        "client_id",
    ),
    Row(
        CONFIGURATION,
        "deleted_client disabled_client",
        "The application was deleted or disabled at the provider.",
        "Restore it there, or register a new one.",
        "client_id",
    ),
    Row(
        CONFIGURATION,
        "redirect_uri_mismatch invalid_redirect_uri",
        "The redirect URL is not registered with the application.",
        "Add exactly the redirect URL that is shown here to the registration.",
        "redirect_uri",
    ),
)
