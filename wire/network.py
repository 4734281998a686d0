"""What errors of name look-up, TCP and TLS mean, in words."""

import errno
import re
import socket
import ssl

from wire.endpoints import Encryption, Endpoint
from wire.errors import Cause, Explanation, Step, UnsafeText

Meaning = tuple[Cause, Explanation]

_CERTIFICATE_REMEDIES = {
    "certificate has expired": "Have the server's certificate renewed.",
    "self-signed certificate": "Add the certificate to the CA bundle of the partition, or have "
    "the server use a certificate of a known authority.",
    "unable to get local issuer certificate": "Add the authority that issued the certificate to "
    "the CA bundle of the partition.",
    "not valid for": "Use the name that stands in the server's certificate as server name.",
}


def meaning(error: BaseException, step: Step, endpoint: Endpoint) -> Meaning | None:
    """Cause and words, or None where ``error`` is not about the network."""
    if isinstance(error, UnsafeText):
        return Cause.CONFIGURATION, Explanation(str(error), "Type the value again.")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error)
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return _tls(error, endpoint)
    if isinstance(error, socket.gaierror):
        return _name(error, endpoint)
    if isinstance(error, UnicodeError):
        why = f"“{endpoint.host}” is not a possible server name."
        return Cause.CONFIGURATION, Explanation(why, "Correct the server name.")
    if isinstance(error, OSError):
        return _socket(error, step, endpoint)
    return None


def connection_lost(step: Step) -> Meaning:
    """The server hung up without an answer."""
    why = "The server closed the connection without an answer."
    remedy = "It is tried again. If it stays so, ask the server's operator to look into its log."
    if step is Step.AUTHENTICATION:
        remedy += " Some servers do this where the account has no mailbox."
    return Cause.PASSING, Explanation(why, remedy)


def _certificate(error: ssl.SSLCertVerificationError) -> Meaning:
    reason = error.verify_message
    found = (words for key, words in _CERTIFICATE_REMEDIES.items() if key in reason)
    remedy = next(found, "Ask the server's operator for a certificate that can be verified.")
    return Cause.CONFIGURATION, Explanation(
        f"The server's certificate is refused: {reason}.", remedy
    )


def _tls(error: ssl.SSLError, endpoint: Endpoint) -> Meaning:
    reason = error.reason or str(error)
    if reason in {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"}:
        why = f"Port {endpoint.port} does not speak TLS from the start."
        return Cause.CONFIGURATION, Explanation(why, "Choose STARTTLS, or the port for TLS.")
    if "PROTOCOL" in reason:
        why = "The server only offers TLS versions that are no longer safe (1.1 or older)."
        return Cause.CONFIGURATION, Explanation(why, "The server must offer TLS 1.2 or newer.")
    why = f"The encrypted connection could not be set up ({reason})."
    return Cause.CONFIGURATION, Explanation(why, "Compare encryption and port with the server's.")


def _name(error: socket.gaierror, endpoint: Endpoint) -> Meaning:
    if error.errno == socket.EAI_AGAIN:
        why = "The name server does not answer."
        return Cause.PASSING, Explanation(why, "Check this machine's name resolution.")
    why = f"There is no server called “{endpoint.host}”."
    return Cause.CONFIGURATION, Explanation(why, "Correct the server name.")


def _socket(error: OSError, step: Step, endpoint: Endpoint) -> Meaning:
    if _refused(error):
        why = f"Nothing accepts connections on port {endpoint.port} of {endpoint.host}."
        remedy = "Check the port, and whether the mail service runs there."
        return Cause.REFUSED, Explanation(why, remedy)
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return _silent(step, endpoint)
    if error.errno in {errno.EACCES, errno.EPERM}:
        why = "This machine's own firewall forbids the connection."
        return Cause.CONFIGURATION, Explanation(why, "Allow it in the firewall.")
    if error.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}:
        why = f"There is no way through the network to {endpoint.host}."
        return Cause.PASSING, Explanation(why, "Check the network of this machine.")
    if isinstance(error, ConnectionError | ssl.SSLEOFError):
        return connection_lost(step)
    return Cause.PASSING, Explanation(f"The connection failed: {error}.", "It is tried again.")


def _refused(error: OSError) -> bool:
    if isinstance(error, ConnectionRefusedError):
        return True
    # asyncio joins the failures of several addresses in one text without an errno.
    codes = set(re.findall(r"\[Errno (\d+)\]", str(error)))
    return error.errno is None and codes == {str(errno.ECONNREFUSED)}


def _silent(step: Step, endpoint: Endpoint) -> Meaning:
    why = f"The server did not answer within {endpoint.timeout:g} seconds."
    remedy = "It is tried again. Check server name and port, and firewalls in between."
    if step is Step.GREETING and endpoint.encryption is not Encryption.TLS:
        remedy += " A port that expects TLS from the start is silent too: try encryption TLS."
    return Cause.PASSING, Explanation(why, remedy)
