"""From the chosen method and the credentials to a fresh mechanism."""

from collections.abc import Callable

from wire.endpoints import Credentials, Endpoint, Protocol, plain_text
from wire.sasl.cram_md5 import CramMd5
from wire.sasl.digest_md5 import DigestMd5
from wire.sasl.kerberos import Kerberos
from wire.sasl.login import Login
from wire.sasl.mechanism import Mechanism, Secret
from wire.sasl.method import Method
from wire.sasl.ntlm import Ntlm
from wire.sasl.oauthbearer import OAuthBearer
from wire.sasl.plain import Plain
from wire.sasl.scram import Scram
from wire.sasl.xoauth2 import XOAuth2

# The names of the services (RFC 4422 section 4); POP3's has no 3.
SERVICES = {Protocol.IMAP: "imap", Protocol.POP3: "pop", Protocol.SMTP: "smtp"}
_MAKERS: dict[Method, Callable[[Secret], Mechanism]] = {
    Method.PLAIN: Plain,
    Method.LOGIN: Login,
    Method.CRAM_MD5: CramMd5,
    Method.DIGEST_MD5: DigestMd5,
    Method.NTLM: Ntlm,
    Method.GSSAPI: Kerberos,
    Method.SCRAM_SHA_1: lambda secret: Scram(secret, Method.SCRAM_SHA_1),
    Method.SCRAM_SHA_256: lambda secret: Scram(secret, Method.SCRAM_SHA_256),
    Method.XOAUTH2: XOAuth2,
    Method.OAUTHBEARER: OAuthBearer,
}


def mechanism(
    method: Method, credentials: Credentials, *, protocol: Protocol, endpoint: Endpoint
) -> Mechanism:
    """A mechanism for one attempt. Raises UnsafeText, SaslError; KeyError for clear and APOP."""
    secret = Secret(
        user=plain_text(credentials.user, "user name"),
        password=plain_text(credentials.password, "password"),
        service=SERVICES[protocol],
        host=endpoint.host,
        port=endpoint.port,
    )
    return _MAKERS[method](secret)
