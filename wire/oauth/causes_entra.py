"""Microsoft's numbers (AADSTS…) in plain words; its page "Microsoft Entra authentication and
authorization error codes" lists them."""

from wire.errors import Cause
from wire.oauth.known import Row

SIGN_IN, CONFIGURATION, PASSING = Cause.CREDENTIALS, Cause.CONFIGURATION, Cause.PASSING
_AGAIN = "It is tried again by itself."
_AUTHORISE = "Sign in again with the button of the email account."

_REGISTRATION = (
    Row(
        CONFIGURATION,
        "50011 900971 500113 500117",
        "The redirect URL is not registered with the application.",
        "Add exactly the redirect URL that is shown here to the registration, as type Web.",
        "redirect_uri",
    ),
    Row(
        CONFIGURATION,
        "700016 700011 70001",
        "Microsoft knows no application with this client ID in this directory.",
        "Compare client ID and tenant ID with the overview page of the registration, and the "
        "cloud with the place where it was registered.",
        "client_id",
    ),
    Row(
        CONFIGURATION,
        "90002 50059 50128 900021",
        "Microsoft does not know this tenant.",
        "Copy the directory (tenant) ID from the overview page of the registration.",
        "tenant",
    ),
    Row(
        CONFIGURATION,
        "90038 900382 900432 900384",
        "The directory is in another of Microsoft's national clouds.",
        "Choose the provider entry of the cloud in which the organisation is.",
        "provider",
    ),
    Row(
        CONFIGURATION,
        "50194 9001023 90130",
        "The application is registered for one organisation only, or “common” was given in place "
        "of a tenant.",
        "Give the directory (tenant) ID of the organisation.",
        "tenant",
    ),
    Row(
        CONFIGURATION,
        "700005 50173001 50020005",
        "The sign-in took place in another tenant than the application's.",
        "Begin again, and check the tenant ID.",
        "tenant",
    ),
)
_CLIENT = (
    Row(
        CONFIGURATION,
        "7000215 70002",
        "The client secret is wrong.",
        "Paste the Value of the secret, not its Secret ID. It is shown only once: make a new one.",
        "secret",
    ),
    Row(
        CONFIGURATION,
        "7000222",
        "The client secret has expired.",
        "Make a new client secret in the registration and paste its Value here. The accounts need "
        "no new sign-in.",
        "secret",
    ),
    Row(
        CONFIGURATION,
        "7000218 7000216",
        "The application must identify itself, and no secret or certificate is given.",
        "Give a client secret or a certificate.",
        "secret",
    ),
    Row(
        CONFIGURATION,
        "700025 7000217",
        "The application is registered as a public client, which may have no secret.",
        "Register the redirect URL as type Web, not as mobile, desktop or single-page.",
        "redirect_uri",
    ),
    Row(
        CONFIGURATION,
        "700027 700030 50012 50003 700021 7000214 700024",
        "Microsoft does not accept the certificate.",
        "Upload this certificate to the registration; check that it has not expired, that the "
        "private key belongs to it, and that this machine's clock is right.",
        "certificate",
    ),
    Row(
        CONFIGURATION,
        "7000112 1000031 5000811",
        "The application is switched off in this organisation.",
        "Have its administrator enable it under Enterprise applications.",
        "client_id",
    ),
    Row(
        CONFIGURATION,
        "50105",
        "This person is not assigned to the application.",
        "Have the person assigned under Enterprise applications, or assignment made optional.",
        "client_id",
    ),
)
_CONSENT = (
    Row(
        CONFIGURATION,
        "65001 90008 90094 90095",
        "The consent to the application's permissions is missing.",
        "Have an administrator of the organisation grant it: API permissions, Grant admin consent.",
        "scopes",
    ),
    Row(
        SIGN_IN,
        "65004",
        "The person declined to give consent.",
        f"{_AUTHORISE} Then choose Accept.",
    ),
    Row(
        CONFIGURATION,
        "65005 650056 650057 650053",
        "The registration does not name the permissions that are asked for.",
        "Add the permissions shown here under API permissions, and grant admin consent.",
        "scopes",
    ),
    Row(
        CONFIGURATION,
        "70011 28002 28003 700022 700023 1002012",
        "The scopes do not fit.",
        "Empty the field with scopes, so that the usual ones are asked for.",
        "scopes",
    ),
    Row(
        CONFIGURATION,
        "500011 650052 650051",
        "Exchange Online does not exist in this directory.",
        "Check tenant ID and cloud; the organisation needs a subscription with mailboxes.",
        "tenant",
    ),
)
_GRANT = (
    Row(
        SIGN_IN,
        "70000 70008 700082 50173 50132 50133 50089 700081 700084",
        "The sign-in has expired or was revoked; a change of password does that, too.",
        _AUTHORISE,
    ),
    Row(
        SIGN_IN,
        "70043 70044",
        "A policy of the organisation ends sign-ins after some time.",
        f"{_AUTHORISE} Have this account left out of the policy of sign-in frequency.",
    ),
    Row(
        SIGN_IN,
        "50072 50074 50076 50078 50079 50158 50203",
        "The organisation asks for a second factor.",
        f"{_AUTHORISE} Where this happens often, use an application that signs in as itself.",
    ),
    Row(
        SIGN_IN,
        "50034 51004 50020 90072 16000 500212",
        "This account is not in the organisation's directory.",
        "Sign in with the right account; a browser may offer another one that it remembers.",
    ),
    Row(
        SIGN_IN,
        "50126",
        "The user name or the password was wrong.",
        _AUTHORISE,
    ),
    Row(
        SIGN_IN,
        "50053",
        "The account is locked after too many attempts.",
        "Wait, and sign in again.",
    ),
    Row(
        SIGN_IN,
        "50055 50144",
        "The password of the account has expired.",
        f"Set a new one. {_AUTHORISE}",
    ),
    Row(
        SIGN_IN,
        "50057",
        "The account is disabled.",
        f"Have the administrator enable it. {_AUTHORISE}",
    ),
    Row(
        SIGN_IN,
        "53000 53001 53003 530032 530035 50131 53011 53002 530034",
        "A policy of the organisation (conditional access) blocks this sign-in.",
        "Have its administrator look into the sign-in log of Entra: it names the policy.",
    ),
    Row(
        SIGN_IN,
        "54005 501481 50148 70007 9002313",
        "The sign-in cannot be finished: its code was used before, or belongs to another attempt.",
        "Begin again, and finish within ten minutes in the same browser.",
    ),
)
_PASSING = (
    Row(
        PASSING,
        "50196",
        "Microsoft was asked too often and blocks for some minutes.",
        f"{_AGAIN} If it stays so, show it to the operator of mailcenter.",
    ),
    Row(
        PASSING,
        "90055 90024 90012 90006 90033 90090 50033 90020 90025",
        "Microsoft's sign-in service has trouble.",
        _AGAIN,
    ),
)
ROWS = _REGISTRATION + _CLIENT + _CONSENT + _GRANT + _PASSING
