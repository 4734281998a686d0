"""Sessions with a directory server (LDAP, RFC 4511): bind and search; nothing is written there.

Referrals are never followed: they name servers that nobody has checked.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from ldap3 import ANONYMOUS, BASE, LEVEL, NONE, SIMPLE, SUBTREE, Connection, Server
from ldap3.core.exceptions import LDAPException

from wire import ldap_answers, tls
from wire.dial import dial_encrypted
from wire.endpoints import Credentials, Encryption, Endpoint, plain_text
from wire.errors import Cause, Explanation, Step, WireError
from wire.guards import no_starttls
from wire.ldap_socket import Bounded
from wire.ldap_values import Entry, Query, Scope
from wire.trace import Trace

_SCOPES = {Scope.BASE: BASE, Scope.ONE: LEVEL, Scope.SUBTREE: SUBTREE}
_STARTTLS = "1.3.6.1.4.1.1466.20037"  # RFC 4511 section 4.14
SUCCESS, SIZE_LIMIT, REFERRAL = 0, 4, 10
_NO_PASSWORD = Explanation(
    "A user without a password would be let in as nobody.",
    "Type the password, or leave the user empty to sign in anonymously.",
    field="secret",
)
_READABLE = Explanation(
    "The password would travel readable: the connection is not encrypted.",
    "Choose STARTTLS or LDAPS, or allow the password without encryption.",
    field="encryption",
)


def open_session(
    endpoint: Endpoint, credentials: Credentials | None, trace: Trace | None = None
) -> "Session":
    """Connects, encrypts and signs in; without ``credentials`` anonymously. Raises WireError."""
    trace = trace or Trace(endpoint)
    session = Session(endpoint, trace, Bounded(dial_encrypted(endpoint, trace), endpoint.timeout))
    try:
        if endpoint.encryption is Encryption.STARTTLS:
            session.encrypt()
        session.bind(credentials)
    except BaseException:
        session.close()
        raise
    return session


class _Dialled(Server):
    """Nothing is left for the library to connect to: the socket is there already."""

    def candidate_addresses(self) -> list[Any]:
        self.current_address = "dialled"
        return []


class Session:
    """A connection that is signed in; every operation is bounded by the endpoint's time limit."""

    def __init__(self, endpoint: Endpoint, trace: Trace, sock: Bounded) -> None:
        self.endpoint = endpoint
        self.trace = trace
        self._socket = sock
        self._connection = self._made()

    def _made(self, credentials: Credentials | None = None) -> Any:
        """The library's own, on our socket: it resolves, connects and encrypts nothing itself."""
        who: dict[str, Any] = {"authentication": ANONYMOUS}
        if credentials is not None:
            user = plain_text(credentials.user, "user")
            who = {"user": user, "password": credentials.password, "authentication": SIMPLE}
        made = Connection(
            _Dialled("directory", get_info=NONE),
            auto_bind=False,
            auto_referrals=False,
            check_names=False,
            return_empty_attributes=False,
            auto_range=False,
            **who,
        )
        made.open(read_server_info=False)
        made.socket, made.closed, made.listening = self._socket, False, True
        return made

    def encrypt(self) -> None:
        with self._step(Step.ENCRYPTION) as remark:
            self._socket.begin()
            self._connection.extended(_STARTTLS)
            if self._connection.result["result"] != SUCCESS:
                raise no_starttls(self.endpoint)
            context = tls.context_for(self.endpoint)
            wrapped = context.wrap_socket(self._socket.sock, server_hostname=self.endpoint.host)
            self._socket = Bounded(wrapped, self.endpoint.timeout)
            self._connection.socket = self._socket
            remark.detail = tls.describe(wrapped)

    def bind(self, credentials: Credentials | None) -> None:
        """A password never goes out readable unless allowed, and an empty one never."""
        with self._step(Step.AUTHENTICATION) as remark:
            if credentials is not None:
                self._guard(credentials)
            self._connection = self._made(credentials)
            self._socket.begin()
            self._connection.bind(read_server_info=False)
            self._must_succeed(Step.AUTHENTICATION)
            remark.detail = f"as {credentials.user}" if credentials else "anonymously"

    def search(self, query: Query) -> list[Entry]:
        """The entries that match, ``query.at_most`` at the most. Raises WireError."""
        with self._step(Step.SEARCH) as remark:
            self._socket.begin()
            found: list[Entry] = []
            cookie: bytes | None = None
            while len(found) < query.at_most:
                found += self._page(query, cookie)
                cookie = self._cookie()
                if not cookie:
                    break
            found = found[: query.at_most]
            remark.detail = f"{len(found)} found below {query.base or 'the root'}"
        return found

    def close(self) -> None:
        """Says goodbye where it still can."""
        with suppress(LDAPException, OSError, *ldap_answers.BROKEN):
            self._connection.unbind()
        self._socket.close()

    def _page(self, query: Query, cookie: bytes | None) -> list[Entry]:
        self._connection.search(
            query.base,
            query.filter,
            _SCOPES[query.scope],
            attributes=list(query.attributes),
            size_limit=0 if query.scope is Scope.BASE else query.at_most + 1,
            time_limit=max(1, int(self.endpoint.timeout)),
            paged_size=min(query.page, query.at_most + 1)
            if query.scope is not Scope.BASE
            else None,
            paged_cookie=cookie,
        )
        found = [
            _entry(one)
            for one in self._connection.response or ()
            if one["type"] == "searchResEntry"
        ]
        # Some of what matches is better than nothing: the caller sees how many there are.
        if not found or self._connection.result["result"] not in {SIZE_LIMIT, REFERRAL}:
            self._must_succeed(Step.SEARCH)
        return found

    def _cookie(self) -> bytes | None:
        controls = self._connection.result.get("controls") or {}
        paged = controls.get("1.2.840.113556.1.4.319") or {}
        value = paged.get("value") or {}
        return value.get("cookie") or None

    def _must_succeed(self, step: Step) -> None:
        result = self._connection.result
        if result["result"] != SUCCESS:
            raise ldap_answers.refused(result, step, self.endpoint)

    def _guard(self, credentials: Credentials) -> None:
        readable = self.endpoint.encryption is Encryption.NONE and not credentials.allow_clear
        for wrong, why in ((not credentials.password, _NO_PASSWORD), (readable, _READABLE)):
            if wrong:
                tried = replace(why, tried=str(self.endpoint))
                raise WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, tried)

    @contextmanager
    def _step(self, step: Step) -> Iterator[Any]:
        with self.trace.step(step) as remark:
            try:
                yield remark
            except WireError:
                raise
            except ldap_answers.FOREIGN as error:
                raise ldap_answers.translated(error, step, self.endpoint) from error


def _entry(response: dict[str, Any]) -> Entry:
    attributes = {}
    for name, values in response["raw_attributes"].items():
        texts = tuple(text for one in values if (text := _text(one)))
        if texts:
            attributes[str(name).lower()] = texts
    return Entry(str(response["dn"]), attributes)


def _text(value: bytes) -> str:
    """A value as people read it; '' for pictures, keys and whatever else is no text."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return ""
    return "" if any(ord(one) < 32 and one not in "\r\n\t" for one in text) else text
