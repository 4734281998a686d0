"""The administrators' choices of how to sign in."""

from enum import StrEnum


class Method(StrEnum):
    """Values are stored in the database; see ``wire.sasl.choice`` for where each one exists."""

    AUTOMATIC = "automatic"  # the strongest that the server offers and the settings allow
    CLEAR = "clear"  # IMAP's LOGIN command, POP3's USER and PASS
    APOP = "apop"
    PLAIN = "plain"
    LOGIN = "login"
    CRAM_MD5 = "cram-md5"
    DIGEST_MD5 = "digest-md5"
    NTLM = "ntlm"
    GSSAPI = "gssapi"
    SCRAM_SHA_1 = "scram-sha-1"
    SCRAM_SHA_256 = "scram-sha-256"
    XOAUTH2 = "xoauth2"
    OAUTHBEARER = "oauthbearer"

    @property
    def sasl_name(self) -> str:
        """The registered name of the mechanism; meaningless for automatic, clear and APOP."""
        return self.value.upper()

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS.get(self, self.sasl_name)


_LABELS = {
    Method.AUTOMATIC: "Automatic",
    Method.CLEAR: "Clear text (user name and password)",
    Method.NTLM: "NTLM (MSN, SPA)",
    Method.GSSAPI: "GSSAPI (Kerberos)",
}

# The password or the token itself travels; only the encryption of the connection hides it.
READABLE = frozenset({Method.CLEAR, Method.PLAIN, Method.LOGIN, Method.XOAUTH2, Method.OAUTHBEARER})
WITH_TOKEN = frozenset({Method.XOAUTH2, Method.OAUTHBEARER})
