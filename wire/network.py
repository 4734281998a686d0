"""What errors of name look-up, TCP and TLS are symptoms of; wire.causes says what they mean."""

import errno
import re
import socket
import ssl

from wire import causes
from wire.causes import Place, Symptom
from wire.endpoints import Endpoint
from wire.errors import Cause, Explanation, Step, UnsafeText

Meaning = tuple[Cause, Explanation]

_NO_ADDRESS = {getattr(socket, "EAI_NODATA", None), getattr(socket, "EAI_ADDRFAMILY", None)}


def meaning(error: BaseException, step: Step, endpoint: Endpoint) -> Meaning | None:
    """Cause and words, or None where ``error`` is not about the network."""
    found = symptom(error, step, endpoint)
    return causes.explain(found, place(endpoint)) if found else None


def place(endpoint: Endpoint, answer: str = "") -> Place:
    values = {"host": endpoint.host, "port": endpoint.port, "seconds": f"{endpoint.timeout:g}"}
    return Place(values, answer)


def symptom(error: BaseException, step: Step, endpoint: Endpoint) -> Symptom | None:
    if isinstance(error, UnsafeText):
        return Symptom("text", step, str(error))
    if isinstance(error, ssl.SSLCertVerificationError):
        return Symptom("certificate", step, error.verify_message.rstrip("."))
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | TimeoutError):
        return Symptom("TLS", step, error.reason or str(error))
    if isinstance(error, socket.gaierror):
        return Symptom(_name(error), step, endpoint.host)
    if isinstance(error, UnicodeError):
        return Symptom("impossible name", step, endpoint.host)
    if isinstance(error, OSError):
        return Symptom(_socket(error), step, str(error))
    return None


def connection_lost(step: Step, endpoint: Endpoint) -> Meaning:
    """The server hung up without an answer."""
    return causes.explain(Symptom("lost", step), place(endpoint))


def _name(error: socket.gaierror) -> str:
    if error.errno == socket.EAI_AGAIN:
        return "name server"
    return "no address" if error.errno in _NO_ADDRESS else "unknown name"


def _socket(error: OSError) -> str:
    if _refused(error):
        return "refused"
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return "silent"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return "firewall"
    if error.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}:
        return "no way"
    if error.errno == errno.EINVAL:
        return "bad way"
    return "lost" if isinstance(error, ConnectionError | ssl.SSLEOFError) else "socket"


def _refused(error: OSError) -> bool:
    if isinstance(error, ConnectionRefusedError):
        return True
    # asyncio joins the failures of several addresses in one text without an errno.
    codes = set(re.findall(r"\[Errno (\d+)\]", str(error)))
    return error.errno is None and codes == {str(errno.ECONNREFUSED)}
