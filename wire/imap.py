"""An IMAP mailbox (RFC 3501, 9051) by IMAPClient: read by UID, never by flags."""

import contextlib
import imaplib
import socket
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from wire import imap_answers, tls
from wire.answers import shown_greeting
from wire.dial import dial_encrypted
from wire.endpoints import Credentials, Encryption, Endpoint, plain_text
from wire.errors import Cause, Step, WireError
from wire.guards import no_starttls
from wire.inbox import Fetched, Found
from wire.sasl.over_imap import sign_in
from wire.trace import Trace

# imaplib refuses lines over a megabyte: a search answer of 50,000 UIDs stays well below.
SEARCH_WINDOW = 50_000
UIDS_AT_ONCE = 1_000
HEADER_LIMIT = 262_144


class _ConnectedImap4(imaplib.IMAP4):
    """imaplib over a socket that is connected already, greeting and capabilities as two steps."""

    def __init__(self, sock: socket.socket, host: str) -> None:
        self._connected = sock
        self._greeted = False
        super().__init__(host)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._connected

    def _get_capabilities(self) -> None:
        if self._greeted:
            super()._get_capabilities()  # type: ignore[misc]  # private, not in the stubs
        else:
            self._greeted = True
            self.capabilities = ("IMAP4REV1",)


class _Client(IMAPClient):
    """IMAPClient over a socket of ours."""

    def __init__(self, sock: socket.socket, host: str) -> None:
        self._connected = sock
        # Without it the library takes the socket's own time limit away.
        super().__init__(host, ssl=False, timeout=sock.gettimeout())
        # The library sets 5, by which each message is put into a line of the log that nobody reads.
        self._imap.debug = 0

    def _create_IMAP4(self) -> _ConnectedImap4:
        return _ConnectedImap4(self._connected, self.host)

    def answers(self, uids: Sequence[int], item: str) -> dict[int, imap_answers.Answer]:
        """As `fetch` of one item, but quicker; answers for other messages are left out."""
        names = ",".join(map(str, uids))
        tag = self._imap._command("UID", "FETCH", names, f"({item})")
        status, lines = self._imap._command_complete("FETCH", tag)
        self._checkok("fetch", status, lines)
        _, lines = self._imap._untagged_response(status, lines, "FETCH")
        found = imap_answers.read(lines)
        return {uid: found[uid] for uid in uids if uid in found}


class ImapInbox:
    """See wire.inbox.Inbox. Use ``open_inbox`` to get one."""

    def __init__(self, client: _Client, trace: Trace, folder: str) -> None:
        self._client = client
        self._trace = trace
        self.folder = folder
        self.epoch = 0
        self._count = 0
        self._next_uid = 0

    @property
    def client(self) -> _Client:
        """For `wire.imap_idle`, which goes on with the session in its own way."""
        return self._client

    def select(self) -> None:
        with self._trace.step(Step.FOLDER) as remark:
            answer = self._client.select_folder(plain_text(self.folder, "folder"))
            self.epoch = int(answer.get(b"UIDVALIDITY") or 0)
            self._count = int(answer.get(b"EXISTS") or 0)
            self._next_uid = int(answer.get(b"UIDNEXT") or 0)
            remark.detail = f"{self.folder}: {self._count} messages"

    def folders(self) -> list[str]:
        """The names of all folders that can be selected."""
        with self._trace.step(Step.FOLDER):
            listed = self._client.list_folders()
        return [name for flags, _, name in listed if b"\\Noselect" not in flags]

    def count(self) -> int:
        return self._count

    def waiting(self, above: int) -> list[Found]:
        with self._trace.step(Step.FETCH):
            uids = sorted({uid for uid in self._search(above) if uid > above})
            return list(self._sized(uids))

    def newest(self) -> int:
        with self._trace.step(Step.FETCH):
            # Not every server predicts the next UID (RFC 3501 section 6.3.1).
            return (
                self._next_uid - 1
                if self._next_uid
                else max(self._client.search("UID *"), default=0)
            )

    def oldest(self) -> date | None:
        with self._trace.step(Step.FETCH):
            uids = self._client.search("1") if self._count else []
            answer = self._client.fetch(uids, ["INTERNALDATE"]) if uids else {}
        dates = [one.get(b"INTERNALDATE") for one in answer.values()]
        return next((one.date() for one in dates if one), None)

    def older(self, found: Sequence[Found], day: date) -> list[Found]:
        before: set[int] = set()
        with self._trace.step(Step.FETCH):
            for begin in range(0, len(found), SEARCH_WINDOW):
                window = found[begin : begin + SEARCH_WINDOW]
                span = f"{window[0].number}:{window[-1].number}"
                before.update(self._client.search(["UID", span, "BEFORE", day]))
        return [one for one in found if one.number in before]

    def _search(self, above: int) -> Iterator[int]:
        start = above + 1
        # UIDNEXT is a prediction (RFC 9051 section 2.3.1.1): it bounds the windows, not the search.
        while self._next_uid - start > SEARCH_WINDOW:
            yield from self._client.search(f"UID {start}:{start + SEARCH_WINDOW - 1}")
            start += SEARCH_WINDOW
        yield from self._client.search(f"UID {start}:*")

    def _sized(self, uids: list[int]) -> Iterator[Found]:
        for begin in range(0, len(uids), UIDS_AT_ONCE):
            wanted = uids[begin : begin + UIDS_AT_ONCE]
            sizes = self._client.answers(wanted, "RFC822.SIZE")
            for uid in wanted:
                size: Any = sizes.get(uid, {}).get(b"RFC822.SIZE") or 0
                yield Found(f"{self.epoch}:{uid}", uid, int(size))

    def fetch(self, wanted: Sequence[Found]) -> Iterator[Fetched]:
        try:
            with self._trace.step(Step.FETCH):
                answer = self._client.answers([one.number for one in wanted], "BODY.PEEK[]")
        except WireError as error:
            if error.cause is not Cause.MESSAGE:
                raise
            yield from self._fetch_singly(wanted, error)
            return
        for one in wanted:
            # Expunged meanwhile: the answer has no such UID, or NIL in place of the message.
            raw: Any = answer.get(one.number, {}).get(b"BODY[]")
            yield Fetched(one, raw)

    def _fetch_singly(self, wanted: Sequence[Found], error: WireError) -> Iterator[Fetched]:
        """One message that the server cannot hand out must not hold up the others."""
        if len(wanted) == 1:
            yield Fetched(wanted[0], None, str(error))
            return
        for one in wanted:
            yield from self.fetch([one])

    def header(self, wanted: Found) -> bytes:
        with self._trace.step(Step.FETCH):
            item = f"BODY.PEEK[HEADER]<0.{HEADER_LIMIT}>"
            answer = self._client.fetch([wanted.number], [item]).get(wanted.number, {})
            return bytes(answer.get(b"BODY[HEADER]<0>") or b"")

    def delete(self, identities: Sequence[str]) -> None:
        for uids in self._still_valid(identities):
            with self._trace.step(Step.CLEAN_UP):
                self._client.add_flags(uids, [b"\\Deleted"], silent=True)
                self._expunge(uids)

    def _expunge(self, uids: list[int]) -> None:
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge(uids)
        # A plain EXPUNGE takes what others marked as deleted, too: only where there is none.
        elif set(self._client.search("DELETED")) <= set(uids):
            self._client.expunge()

    def move(self, identities: Sequence[str], folder: str) -> None:
        target = plain_text(folder, "folder")
        for number, uids in enumerate(self._still_valid(identities)):
            with self._trace.step(Step.CLEAN_UP):
                if number == 0 and not self._client.folder_exists(target):
                    self._client.create_folder(target)
                if self._client.has_capability("MOVE"):
                    self._client.move(uids, target)
                    continue
                self._client.copy(uids, target)
                self._client.add_flags(uids, [b"\\Deleted"], silent=True)
                self._expunge(uids)

    def _still_valid(self, identities: Sequence[str]) -> Iterator[list[int]]:
        """The UIDs given under the UIDVALIDITY of now, few enough for a command's line."""
        pairs = (identity.split(":") for identity in identities)
        uids = [int(uid) for epoch, uid in pairs if int(epoch) == self.epoch]
        for begin in range(0, len(uids), UIDS_AT_ONCE):
            yield uids[begin : begin + UIDS_AT_ONCE]

    def close(self) -> None:
        with self._trace.step(Step.QUIT):
            self._client.logout()

    def abandon(self) -> None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error, IMAPClientError):
            self._client.shutdown()


def open_inbox(
    endpoint: Endpoint, credentials: Credentials, *, folder: str = "INBOX", trace: Trace
) -> ImapInbox:
    """Connects, encrypts, signs in and selects the folder. Raises WireError; leaves no socket."""
    sock = dial_encrypted(endpoint, trace)
    client: _Client | None = None
    try:
        client = _greet(sock, endpoint, trace)
        _encrypt(client, endpoint, trace)
        sign_in(client, credentials, trace)
        inbox = ImapInbox(client, trace, folder)
        inbox.select()
    except BaseException:
        if client is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error, IMAPClientError):
                client.shutdown()
        sock.close()
        raise
    return inbox


def _greet(sock: socket.socket, endpoint: Endpoint, trace: Trace) -> _Client:
    with trace.step(Step.GREETING) as remark:
        client = _Client(sock, endpoint.host)
        remark.detail = shown_greeting("imap", _words(client.welcome))
    with trace.step(Step.CAPABILITIES) as remark:
        client._imap._get_capabilities()
        remark.detail = " ".join(sorted(client._imap.capabilities))
    return client


def _encrypt(client: _Client, endpoint: Endpoint, trace: Trace) -> None:
    if endpoint.encryption is not Encryption.STARTTLS:
        return
    with trace.step(Step.ENCRYPTION) as remark:
        if not client.has_capability("STARTTLS"):
            raise no_starttls(endpoint)
        client.starttls(tls.context_for(endpoint))
        remark.detail = tls.describe(client.socket())


def _words(welcome: Any) -> str:
    return welcome.decode("utf-8", "replace") if isinstance(welcome, bytes) else str(welcome)
