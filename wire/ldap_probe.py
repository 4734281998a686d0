"""The tests of a directory server, step by step: signing in, finding an entry, and walking its tree."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wire import ldap
from wire.endpoints import Credentials, Endpoint
from wire.errors import Cause, Explanation, Step, WireError
from wire.ldap_values import Branch, Entry, Mapped, Query, Scope
from wire.probe import Finding, Reports, steps
from wire.trace import Trace

# So many names below a place are shown.
MOST_CHILDREN = 100
_NOBODY = Explanation(
    "The directory answers, but no entry matches.",
    "Try an address that is in the directory for certain; then look at filter and base.",
    field="filter_template",
)
_EMPTY = Explanation(
    "An entry matches, but it has none of the attributes that are to be taken over.",
    "Browse an entry below, and choose the attributes from it.",
    field="name_attribute",
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where a test signs in, and as whom: None for anonymously."""

    endpoint: Endpoint
    credentials: Credentials | None


def look_up(server: Server, query: Query, wanted: Mapping[str, str]) -> Reports:
    """Finds who matches ``query``; ``wanted`` are attributes by the labels of what they become."""

    def attempt(trace: Trace) -> Finding:
        session = ldap.open_session(server.endpoint, server.credentials, trace)
        try:
            found = session.search(replace(query, attributes=tuple(wanted.values())))
        finally:
            session.close()
        with trace.step(Step.ENTRY) as remark:
            mapped = _mapped(found, wanted, server.endpoint)
            remark.detail = mapped.entry.dn
        return mapped

    return steps(server.endpoint, attempt)


def browse(server: Server, dn: str) -> Reports:
    """Finds an entry with all its attributes, and what lies right below it; '' for the root."""

    def attempt(trace: Trace) -> Finding:
        session = ldap.open_session(server.endpoint, server.credentials, trace)
        try:
            return _branch(session, dn)
        finally:
            session.close()

    return steps(server.endpoint, attempt)


def _mapped(found: list[Entry], wanted: Mapping[str, str], endpoint: Endpoint) -> Mapped:
    why = _NOBODY
    if found:
        values = {label: found[0].first(name) for label, name in wanted.items() if name}
        if any(values.values()):
            return Mapped(found[0], values, len(found) - 1)
        why = _EMPTY
    raise WireError(Cause.CONFIGURATION, Step.ENTRY, replace(why, tried=str(endpoint)))


def _branch(session: ldap.Session, dn: str) -> Branch:
    """The root says itself what lies below it (RFC 4512 section 5.1)."""
    if not dn:
        root = session.search(Query("", scope=Scope.BASE, attributes=("namingContexts",)))
        contexts = root[0].attributes.get("namingcontexts", ()) if root else ()
        return Branch(Entry(""), contexts)
    entry = session.search(Query(dn, scope=Scope.BASE))
    below = Query(dn, scope=Scope.ONE, attributes=("1.1",), at_most=MOST_CHILDREN + 1)
    children = [one.dn for one in session.search(below)]
    shown = tuple(sorted(children[:MOST_CHILDREN]))
    return Branch(entry[0] if entry else Entry(dn), shown, len(children) > MOST_CHILDREN)
