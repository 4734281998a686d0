"""Looking into a mailbox for a person: its folders, and its newest message, changing nothing."""

import imaplib
from dataclasses import dataclass

from imapclient.exceptions import IMAPClientError

from wire.errors import Cause, Explanation, Step, WireError
from wire.imap import ImapInbox
from wire.inbox import Found, Inbox
from wire.parse import ParsedMessage, Unparseable, parse, parse_headers
from wire.pop3 import Pop3Inbox
from wire.trace import Trace

# RFC 6154 section 2, in the words of people; \Inbox is not a flag of it but used by some.
SPECIAL_USES = {
    "all": "all mail",
    "archive": "archive",
    "drafts": "drafts",
    "flagged": "starred",
    "important": "important",
    "junk": "spam",
    "sent": "sent mail",
    "trash": "deleted mail",
}
# Of a larger message only the header is fetched: the test is to show that it can be read.
LARGEST_SHOWN = 2 * 1024 * 1024
LINES_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that can be opened; ``use`` says what the server keeps in it, '' where unmarked."""

    name: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest message; ``whole`` is False where only its header was fetched."""

    message: ParsedMessage
    whole: bool


def folders(inbox: ImapInbox) -> list[Folder]:
    """The folders that can be opened, INBOX first, then by name. Raises WireError."""
    with inbox._trace.step(Step.FOLDER) as remark:
        listed = inbox._client.list_folders()
        uses = _special_uses(inbox)
        found = []
        for flags, _, name in listed:
            marks = {bytes(flag).lower() for flag in flags}
            if marks.isdisjoint({b"\\noselect", b"\\nonexistent"}):
                found.append(Folder(str(name), _use(marks) or uses.get(str(name), "")))
        remark.detail = f"{len(found)} folders"
    return sorted(found, key=lambda one: (one.name.upper() != "INBOX", one.name.lower()))


def _special_uses(inbox: ImapInbox) -> dict[str, str]:
    """What only an extended LIST tells (RFC 6154 section 5.1); nothing where it is refused."""
    client = inbox._client
    if not client.has_capability("SPECIAL-USE"):
        return {}
    try:
        kind, data = client._imap._simple_command("LIST", "(SPECIAL-USE)", '""', '"*"')
        lines = client._imap._untagged_response(kind, data, "LIST")[1]
    except (imaplib.IMAP4.error, IMAPClientError):
        return {}
    listed = client._proc_folder_list(lines) if kind == "OK" else []
    return {str(name): _use({bytes(flag).lower() for flag in flags}) for flags, _, name in listed}


def _use(marks: set[bytes]) -> str:
    known = (SPECIAL_USES.get(mark.decode("ascii", "replace").lstrip("\\")) for mark in marks)
    return next(filter(None, known), "")


def newest(inbox: Inbox, trace: Trace) -> Newest | None:
    """The message that came last, read without marking it; None where there is none.

    Leave the session by ``abandon``: some POP3 servers hide what was read once QUIT is said.
    Raises WireError.
    """
    found = _last(inbox)
    if found is None:
        return None
    if found.size > LARGEST_SHOWN:
        with trace.step(Step.FETCH):
            return Newest(parse_headers(inbox.header(found)), whole=False)
    raw = _raw(inbox, found, trace)
    if raw is None:
        return None
    with trace.step(Step.FETCH):
        try:
            return Newest(parse(raw), whole=True)
        except Unparseable as error:
            why = Explanation("The newest message cannot be read.", answer=error.reason)
            raise WireError(Cause.MESSAGE, Step.FETCH, why) from error


def _raw(inbox: Inbox, found: Found, trace: Trace) -> bytes | None:
    if not isinstance(inbox, Pop3Inbox):
        return next(iter(inbox.fetch([found]))).raw
    # Some servers mark as read what RETR fetches, but not what TOP does.
    with trace.step(Step.FETCH):
        return b"\r\n".join(inbox._client.top(found.number, LINES_SHOWN)[1])


def _last(inbox: Inbox) -> Found | None:
    if not inbox.count():
        return None
    if not isinstance(inbox, ImapInbox):
        return max(inbox.waiting(above=0), key=lambda one: one.number, default=None)
    with inbox._trace.step(Step.FETCH):
        uid = max(inbox._client.search("UID *"), default=0)
        sizes = inbox._client.fetch([uid], ["RFC822.SIZE"]) if uid else {}
    size = int(sizes.get(uid, {}).get(b"RFC822.SIZE") or 0)
    return Found(f"{inbox.epoch}:{uid}", uid, size) if uid else None
