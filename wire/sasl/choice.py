"""Which method is used: a pure decision from what the server offers and the settings allow."""

from dataclasses import dataclass

from wire.endpoints import Credentials, Protocol
from wire.errors import Cause, Explanation, Step, WireError
from wire.sasl import kerberos
from wire.sasl.method import READABLE, WITH_TOKEN, Method

# The strongest first. DIGEST-MD5 is obsolete and servers differ in its realms (RFC 6331). NTLM and
# GSSAPI need a domain or realm of the right spelling: they are never tried unasked.
_WITH_PASSWORD = (
    Method.SCRAM_SHA_256,
    Method.SCRAM_SHA_1,
    Method.CRAM_MD5,
    Method.DIGEST_MD5,
    Method.APOP,
    Method.PLAIN,
    Method.LOGIN,
    Method.CLEAR,
)
_WITH_TOKEN = (Method.OAUTHBEARER, Method.XOAUTH2)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server said about signing in over this connection.

    ``mechanisms`` are SASL names in upper case; ``clear`` and ``apop`` tell whether the protocol's
    own ways are open; ``told`` is False where the server does not answer the question at all.
    """

    protocol: Protocol
    encrypted: bool
    mechanisms: frozenset[str] = frozenset()
    clear: bool = False
    apop: bool = False
    told: bool = True
    at: str = ""  # the server, for the words of an error

    def has(self, method: Method) -> bool:
        if method is Method.CLEAR:
            return self.clear
        if method is Method.APOP:
            return self.apop
        return method.sasl_name in self.mechanisms

    def __str__(self) -> str:
        own = {Method.CLEAR: "clear text", Method.APOP: "APOP"}
        names = [name for method, name in own.items() if self.has(method)]
        return ", ".join([*names, *sorted(self.mechanisms)]) or "nothing"


def methods_of(protocol: Protocol) -> tuple[Method, ...]:
    """The methods that exist in a protocol, in the order in which people choose."""
    missing = {
        Protocol.IMAP: {Method.APOP},
        Protocol.POP3: set[Method](),
        Protocol.SMTP: {Method.APOP, Method.CLEAR},
    }[protocol]
    return tuple(method for method in Method if method not in missing)


def available(method: Method) -> str:
    """'' where this installation can use the method, else what has to be installed."""
    return kerberos.available() if method is Method.GSSAPI else ""


def choose(credentials: Credentials, offer: Offer) -> Method:
    """The one method of this attempt, never automatic.

    Raises WireError where nothing fits, in words that say what the server offers.
    """
    wanted = Method(credentials.method)
    if wanted is Method.AUTOMATIC:
        return _strongest(credentials, offer)
    if wanted not in methods_of(offer.protocol):
        raise _refused(f"There is no {wanted.label} in {offer.protocol.upper()}.", offer)
    if reason := available(wanted):
        raise _error(reason, "Or choose another method.", offer)
    if not _may_travel(wanted, credentials, offer):
        raise _readable(wanted, offer)
    if offer.told and not offer.has(wanted):
        raise _refused(f"The server does not offer {wanted.label} here.", offer)
    return wanted


def _strongest(credentials: Credentials, offer: Offer) -> Method:
    order = _WITH_TOKEN if credentials.token else _WITH_PASSWORD
    offered = [method for method in order if offer.has(method)]
    if not offered:
        secret = "an access token" if credentials.token else "a password"
        raise _refused(f"The server offers no way to sign in with {secret} here.", offer)
    for method in offered:
        if _may_travel(method, credentials, offer):
            return method
    raise _readable(offered[0], offer)


def _may_travel(method: Method, credentials: Credentials, offer: Offer) -> bool:
    """An access token opens the mailbox as a password does: it needs the same leave."""
    return method not in READABLE or offer.encrypted or credentials.allow_clear


def _readable(method: Method, offer: Offer) -> WireError:
    secret = "access token" if method in WITH_TOKEN else "password"
    why = f"The {secret} would travel readable: the connection is not encrypted."
    remedy = "Choose STARTTLS or TLS, or allow passwords without encryption for this server."
    return _error(why, remedy, offer)


def _refused(why: str, offer: Offer) -> WireError:
    remedy = "Choose one of these methods, or another encryption or port."
    if not offer.mechanisms and offer.protocol is Protocol.SMTP:
        remedy = "Choose SMTP without authentication, or another encryption or port."
    if not offer.encrypted:
        remedy += " Many servers offer more after STARTTLS or TLS."
    return _error(f"{why} It offers: {offer}.", remedy, offer)


def _error(why: str, remedy: str, offer: Offer) -> WireError:
    explanation = Explanation(why, remedy, tried=offer.at)
    return WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, explanation)
