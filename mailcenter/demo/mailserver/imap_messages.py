"""IMAP commands about the messages of the open mailbox, each by number or, after UID, by UID."""

import logging
from typing import Protocol

from mailcenter.demo.mailserver.imap_fetch import answer, flag_list, read_request
from mailcenter.demo.mailserver.imap_mailboxes import mailbox_name, read_flags
from mailcenter.demo.mailserver.imap_search import Search
from mailcenter.demo.mailserver.imap_state import Answer, Handler, Refused, State, View
from mailcenter.demo.mailserver.imap_syntax import Argument, BadCommand, number_set, word
from mailcenter.demo.mailserver.mailbox import NO_FLAGS, Mailbox, Message
from mailcenter.demo.mailserver.store import NoSuchMailbox

log = logging.getLogger("mailserver.imap")

CHARSETS = (b"US-ASCII", b"ASCII", b"UTF-8")


class ByUid(Protocol):
    """A command whose message set holds UIDs, or numbers of the session."""

    def __call__(self, state: State, arguments: list[Argument], *, by_uid: bool) -> Answer: ...


def fetch(state: State, arguments: list[Argument], *, by_uid: bool) -> Answer:
    view = state.selected()
    found = view.find(word(arguments), by_uid=by_uid)
    if not arguments:
        raise BadCommand("say what to fetch")
    request = read_request(arguments[0], by_uid=by_uid)
    told = b""
    for number, message in found:
        mailbox = view.mailbox
        flags = mailbox.flags.get(message.uid, NO_FLAGS)
        fresh = request.marks_seen and not view.readonly and "\\Seen" not in flags
        if fresh:
            mailbox.set_flags({message.uid: flags | {"\\Seen"}})
        try:
            told = answer(mailbox, message, request)
        except FileNotFoundError:
            continue  # another session removed it while this answer was on its way
        yield b"* %d FETCH %b\r\n" % (number, told)
        if fresh and b"FLAGS" not in request.simple:
            yield _flags_now(view, number, message, by_uid=by_uid)
    return "fetched"


def store(state: State, arguments: list[Argument], *, by_uid: bool) -> Answer:
    view = state.selected()
    mailbox = view.writable()
    found = view.find(word(arguments), by_uid=by_uid)
    item = word(arguments).upper()
    action, _, silent = item.partition(b".")
    if action not in (b"FLAGS", b"+FLAGS", b"-FLAGS") or silent not in (b"", b"SILENT"):
        raise BadCommand("use FLAGS, +FLAGS or -FLAGS, each with or without .SILENT")
    given: list[Argument] = arguments if len(arguments) != 1 else [arguments[0]]
    flags = frozenset[str]().union(*(read_flags(token) for token in given))
    old = {message.uid: mailbox.flags.get(message.uid, NO_FLAGS) for _, message in found}
    mailbox.set_flags({uid: _changed(action, before, flags) for uid, before in old.items()})
    if not silent:
        for number, message in found:
            yield _flags_now(view, number, message, by_uid=by_uid)
    return "stored"


def _changed(action: bytes, before: frozenset[str], flags: frozenset[str]) -> frozenset[str]:
    match action:
        case b"+FLAGS":
            return before | flags
        case b"-FLAGS":
            return before - flags
        case _:
            return flags


def _flags_now(view: View, number: int, message: Message, *, by_uid: bool) -> bytes:
    flags = flag_list(view.mailbox.flags.get(message.uid, NO_FLAGS))
    uid = b"UID %d " % message.uid if by_uid else b""
    return b"* %d FETCH (%bFLAGS %b)\r\n" % (number, uid, flags)


def search(state: State, arguments: list[Argument], *, by_uid: bool) -> Answer:
    view = state.selected()
    if arguments and arguments[0] == b"CHARSET":
        del arguments[0]
        if word(arguments).upper() not in CHARSETS:
            raise Refused("[BADCHARSET (US-ASCII UTF-8)] this character set is not known here")
    if not arguments:
        raise BadCommand("say what to search for")
    places = Search(view.mailbox, view.uids).find(arguments)
    numbers = [view.uids[place] if by_uid else place + 1 for place in places]
    yield b" ".join([b"* SEARCH", *(b"%d" % number for number in numbers)]) + b"\r\n"
    return "searched"


def copy(state: State, arguments: list[Argument], *, by_uid: bool) -> Answer:
    yield from ()
    _, code = _copy(state, arguments, by_uid=by_uid)
    return f"{code}copied"


def move(state: State, arguments: list[Argument], *, by_uid: bool) -> Answer:
    mailbox = state.selected().writable()
    uids, code = _copy(state, arguments, by_uid=by_uid)
    if code:
        # Before the EXPUNGE answers that follow (RFC 6851 section 4.3).
        yield f"* OK {code}moved\r\n".encode()
    mailbox.expunge(uids)
    return "moved"


def _copy(state: State, arguments: list[Argument], *, by_uid: bool) -> tuple[list[int], str]:
    """The UIDs copied, and the COPYUID code with a blank behind (RFC 4315), or nothing."""
    view = state.selected()
    found = view.find(word(arguments), by_uid=by_uid)
    try:
        target = state.store.mailbox(state.signed_in(), mailbox_name(word(arguments)))
    except NoSuchMailbox:
        raise Refused("[TRYCREATE] there is no such mailbox: CREATE it first") from None
    copies: list[int] = []
    try:
        for _, message in found:
            copies.append(_copy_one(view.mailbox, message, target))
    except OSError:
        # All or nothing (RFC 3501 section 6.4.7).
        target.expunge(copies)
        raise
    uids = [message.uid for _, message in found]
    if not uids:
        return [], ""
    sets = f"{number_set(uids).decode()} {number_set(copies).decode()}"
    return uids, f"[COPYUID {target.uidvalidity} {sets}] "


def _copy_one(source: Mailbox, message: Message, target: Mailbox) -> int:
    flags = source.flags.get(message.uid, NO_FLAGS)
    return target.add(source.read(message), flags=flags, date=message.date).uid


def expunge(state: State, arguments: list[Argument], *, by_uid: bool) -> Answer:
    yield from ()
    view = state.selected()
    mailbox = view.writable()
    if by_uid:
        wanted = [message.uid for _, message in view.find(word(arguments), by_uid=True)]
    else:
        wanted = view.uids
    marked = [uid for uid in wanted if "\\Deleted" in mailbox.flags.get(uid, NO_FLAGS)]
    mailbox.expunge(marked)
    if marked:
        log.info("%d messages deleted", len(marked))
    return "removed"


def close(state: State, arguments: list[Argument]) -> Answer:
    if not state.selected().readonly:
        yield from expunge(state, arguments, by_uid=False)
    state.leave()
    return "closed"


def unselect(state: State, arguments: list[Argument]) -> Answer:
    yield from ()
    state.selected()
    state.leave()
    return "closed, nothing removed"


def check(state: State, arguments: list[Argument]) -> Answer:
    yield from ()
    state.selected()
    return "all is kept"


BY_UID: dict[bytes, ByUid] = {
    b"FETCH": fetch,
    b"STORE": store,
    b"SEARCH": search,
    b"COPY": copy,
    b"MOVE": move,
    b"EXPUNGE": expunge,
}


def uid(state: State, arguments: list[Argument]) -> Answer:
    handler = BY_UID.get(word(arguments).upper())
    if handler is None:
        raise BadCommand("UID goes with FETCH, STORE, SEARCH, COPY, MOVE and EXPUNGE")
    return handler(state, arguments, by_uid=True)


def _by_number(handler: ByUid) -> Handler:
    return lambda state, arguments: handler(state, arguments, by_uid=False)


COMMANDS: dict[bytes, Handler] = {
    **{name: _by_number(handler) for name, handler in BY_UID.items()},
    b"UID": uid,
    b"CLOSE": close,
    b"UNSELECT": unselect,
    b"CHECK": check,
}
