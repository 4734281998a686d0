"""What Kerberos' own error numbers mean; GSSAPI's are the same for a wrong password and a lost
network, so the minor code of MIT Kerberos decides (krb5.h)."""

from wire.errors import Cause, Explanation
from wire.sasl.errors import SaslError

_PASSWORD = (
    Cause.CREDENTIALS,
    "The Kerberos server refuses the password.",
    "Check user name and password.",
)
_UNREACHABLE = (
    Cause.PASSING,
    "The Kerberos server cannot be reached.",
    "It is tried again. Check krb5.conf and the network.",
)
_NO_TICKET = (
    Cause.CONFIGURATION,
    "There is no Kerberos ticket.",
    "Type a password, or keep a ticket on this machine with kinit or a keytab.",
)
_LOCKED = (
    Cause.CREDENTIALS,
    "The Kerberos account is locked or has expired.",
    "Have it unlocked.",
)
_MEANINGS: dict[int, tuple[Cause, str, str]] = {
    -1765328353: _PASSWORD,  # KRB5KRB_AP_ERR_BAD_INTEGRITY
    -1765328360: _PASSWORD,  # KRB5KDC_ERR_PREAUTH_FAILED
    -1765328174: _PASSWORD,  # KRB5_PREAUTH_FAILED
    -1765328366: _LOCKED,  # KRB5KDC_ERR_CLIENT_REVOKED
    -1765328383: _LOCKED,  # KRB5KDC_ERR_NAME_EXP
    -1765328228: _UNREACHABLE,  # KRB5_KDC_UNREACH
    -1765328164: _UNREACHABLE,  # KRB5_REALM_CANT_RESOLVE
    -1765328243: _NO_TICKET,  # KRB5_CC_NOTFOUND
    -1765328189: _NO_TICKET,  # KRB5_FCC_NOFILE
    # KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN
    -1765328378: (
        Cause.CREDENTIALS,
        "The Kerberos server does not know the user.",
        "Check the user name; after the @ stands the realm.",
    ),
    # KRB5KDC_ERR_KEY_EXP
    -1765328361: (Cause.CREDENTIALS, "The Kerberos password has expired.", "Set a new password."),
    # KRB5KRB_AP_ERR_TKT_EXPIRED
    -1765328352: (Cause.CREDENTIALS, "The Kerberos ticket has expired.", "Get a new ticket."),
    # KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN
    -1765328377: (
        Cause.CONFIGURATION,
        "Kerberos does not know this mail server.",
        "Use the server name that stands in the server's Kerberos principal.",
    ),
    # KRB5KRB_AP_ERR_SKEW
    -1765328347: (
        Cause.CONFIGURATION,
        "The clocks of this machine and of the Kerberos server differ too much.",
        "Set them right.",
    ),
    # KRB5_REALM_UNKNOWN
    -1765328230: (
        Cause.CONFIGURATION,
        "This machine does not know the user's Kerberos realm.",
        "Write the realm as Kerberos has it, or add it to krb5.conf.",
    ),
}


def explained(minor: int, words: str) -> SaslError:
    """The error for a minor code, signed or not; ``words`` are the library's own."""
    code = minor & 0xFFFFFFFF
    signed = code - (1 << 32) if code >> 31 else code
    cause, why, remedy = _MEANINGS.get(signed, _unknown())
    return SaslError(cause, Explanation(why, remedy, words))


def _unknown() -> tuple[Cause, str, str]:
    remedy = "Check krb5.conf, the user name and the name of the mail server."
    return Cause.CONFIGURATION, "Kerberos failed.", remedy
