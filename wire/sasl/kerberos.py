"""GSSAPI (RFC 4752), which is Kerberos 5, without a security layer: TLS does that.

Needs the package gssapi, the extra `kerberos` of this application.
"""

from typing import Any

from wire.errors import Cause, Explanation
from wire.sasl.errors import SaslError, nonsense
from wire.sasl.kerberos_errors import explained
from wire.sasl.mechanism import Secret

INSTALL = (
    "Kerberos is not installed: install libkrb5-dev and gcc, then the locked packages of "
    "requirements-kerberos.lock."
)
_NO_SECURITY_LAYER = 1  # bit in the server's offer (RFC 4752 section 3.1)


def available() -> str:
    """'' where Kerberos can be used, else what to do."""
    try:
        import gssapi  # noqa: F401
    except (ImportError, OSError):
        return INSTALL
    return ""


class Kerberos:
    """By password, or by the ticket of this process's credential cache where there is none.

    ``user`` is the principal; a realm in lower case, as in a mail address, is meant in upper case
    (RFC 4120 section 6.1).
    """

    name = "GSSAPI"
    readable = False
    initial = True

    def __init__(self, secret: Secret) -> None:
        try:
            import gssapi
        except (ImportError, OSError) as error:
            raise SaslError(Cause.CONFIGURATION, Explanation(INSTALL)) from error
        self._gssapi = gssapi
        self._secret = secret
        self._context: Any = None
        self.done = False

    def step(self, challenge: bytes | None) -> bytes:
        try:
            if self._context is None:
                self._context = self._opened()
                return bytes(self._context.step() or b"")
            if not self._context.complete:
                return bytes(self._context.step(challenge) or b"")
            return self._agree(challenge or b"")
        except self._gssapi.exceptions.GSSError as error:
            raise explained(error.min_code, str(error)) from error

    def _opened(self) -> Any:
        types = self._gssapi.NameType
        service = f"{self._secret.service}@{self._secret.host}"
        return self._gssapi.SecurityContext(
            name=self._gssapi.Name(service, types.hostbased_service),
            mech=self._gssapi.MechType.kerberos,
            creds=self._credentials(),
            usage="initiate",
        )

    def _credentials(self) -> Any:
        if not self._secret.password:
            return None
        principal = self._gssapi.Name(
            principal_of(self._secret.user), self._gssapi.NameType.kerberos_principal
        )
        acquired = self._gssapi.raw.acquire_cred_with_password(
            principal,
            self._secret.password.encode(),
            mechs=[self._gssapi.MechType.kerberos],
            usage="initiate",
        )
        return self._gssapi.Credentials(acquired.creds)

    def _agree(self, challenge: bytes) -> bytes:
        """Settles on no security layer, once; before, an empty challenge just moves on."""
        if not challenge and not self.done:
            return b""
        offer = bytes(self._context.unwrap(challenge).message)
        if self.done or len(offer) != 4 or not offer[0] & _NO_SECURITY_LAYER:
            raise nonsense(self.name, "it insists on a security layer")
        self.done = True
        choice = bytes([_NO_SECURITY_LAYER, 0, 0, 0])
        return bytes(self._context.wrap(choice, False).message)


def principal_of(user: str) -> str:
    """``anna@lab.test`` as ``anna@LAB.TEST``; anything but a lower-case realm is left alone."""
    name, at, realm = user.rpartition("@")
    return f"{name}@{realm.upper()}" if at and realm == realm.lower() else user
