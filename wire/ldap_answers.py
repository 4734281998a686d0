"""What a directory server answered, or what the library raises, translated to our error.

The library's types are not trusted: the innermost error and the result code decide.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace

from ldap3.core.exceptions import LDAPException, LDAPSessionTerminatedByServerError

from wire import causes, network
from wire.causes import Symptom
from wire.endpoints import Endpoint
from wire.errors import Cause, Explanation, Step, WireError
from wire.ldap_causes import LDAP

Meaning = tuple[Cause, Explanation]

log = logging.getLogger(__name__)


class NotLdap(ValueError):
    """What came is no LDAP, or more of it than anybody can want."""


# What the library makes of bytes that are broken on purpose.
BROKEN = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError)
FOREIGN = (LDAPException, OSError, *BROKEN)

_STRANGER = Explanation(
    "What answers at this port is no directory server, or not without TLS.",
    "Look at host and port: 389 for no encryption and STARTTLS, 636 for LDAPS.",
    field="port",
)


def refused(result: dict[str, object], step: Step, endpoint: Endpoint) -> WireError:
    """The meaning of a result that is no success."""
    code, words = result.get("result"), str(result.get("message") or "").replace("\0", " ").strip()
    answer = f"{code} {result.get('description') or ''}: {words}".strip(": ")
    symptom = Symptom(LDAP, step, words, str(code))
    cause, why = causes.explain(symptom, network.place(endpoint, answer[:500]))
    if cause is Cause.CREDENTIALS:
        why = replace(why, field=why.field or "secret")
    return _error((cause, why), step, endpoint)


def translated(error: BaseException, step: Step, endpoint: Endpoint) -> WireError:
    for one in _chain(error):
        seen = network.symptom(one, step, endpoint) if isinstance(one, OSError) else None
        if seen:
            return _error(_way(seen, endpoint), step, endpoint)
    if isinstance(error, LDAPSessionTerminatedByServerError):
        return _error(_way(Symptom("lost", step), endpoint), step, endpoint)
    if not isinstance(error, NotLdap):
        log.warning("An answer of a directory server could not be read.", exc_info=error)
    return _error((Cause.CONFIGURATION, _STRANGER), step, endpoint)


def _way(seen: Symptom, endpoint: Endpoint) -> Meaning:
    """What hangs up or keeps silent in the middle of a session is no mailbox here."""
    if seen.kind in {"lost", "silent"} and seen.step is not Step.ENCRYPTION:
        seen = replace(seen, kind=f"{LDAP} {seen.kind}")
    return causes.explain(seen, network.place(endpoint))


def _error(meaning: Meaning, step: Step, endpoint: Endpoint) -> WireError:
    cause, why = meaning
    # What the explanations of mail servers name, a directory's form has not.
    field = {"method": "bind_dn", "user": "bind_dn", "folder": "base"}.get(why.field, why.field)
    return WireError(cause, step, replace(why, tried=str(endpoint), field=field))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what lies behind it, innermost first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return reversed(chain)
