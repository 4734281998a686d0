"""NTLM version 2 (MS-NLMP, MS-SMTPNTLM) by pyspnego; SPA and MSN are other names of it."""

import struct

from wire.errors import Cause, Explanation
from wire.sasl.errors import SaslError, nonsense
from wire.sasl.mechanism import Secret

_CHALLENGE = b"NTLMSSP\0\2\0\0\0"  # signature and type of the server's message (MS-NLMP 2.2.1.2)


class Ntlm:
    """``user`` may be ``DOMAIN\\user``, ``user@domain`` or a bare name."""

    name = "NTLM"
    readable = False
    initial = True

    def __init__(self, secret: Secret) -> None:
        import spnego  # slow to import, and rarely needed

        # What pyspnego raises at challenges that are damaged, too.
        self._failures = (spnego.exceptions.SpnegoError, ValueError, LookupError, struct.error)
        try:
            self._context = spnego.client(
                secret.user,
                secret.password,
                hostname=secret.host,
                service=secret.service,
                protocol="ntlm",
                options=spnego.NegotiateOptions.use_ntlm,
            )
        except self._failures as error:
            why = Explanation(f"NTLM cannot be used here: {error}.", "Choose another method.")
            raise SaslError(Cause.CONFIGURATION, why) from error
        self._begun = False

    @property
    def done(self) -> bool:
        return self._context.complete

    def step(self, challenge: bytes | None) -> bytes:
        if self._context.complete:
            raise nonsense(self.name, "it goes on after the last message")
        # Some servers answer the bare command with a word of their own: only NTLM's own counts.
        given = challenge if self._begun else None
        self._begun = True
        if given is not None and not given.startswith(_CHALLENGE):
            raise nonsense(self.name, "a challenge was expected")
        try:
            return self._context.step(given) or b""
        except self._failures as error:
            raise nonsense(self.name, str(error)) from error
