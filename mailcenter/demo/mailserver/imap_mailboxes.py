"""IMAP commands about mailboxes: which there are, opening them, putting messages in."""

import re

from mailcenter.demo.mailserver.imap_fetch import flag_list
from mailcenter.demo.mailserver.imap_state import Answer, Handler, Refused, State
from mailcenter.demo.mailserver.imap_syntax import (
    Argument,
    BadCommand,
    read_date_time,
    string,
    word,
    word_of,
    words,
)
from mailcenter.demo.mailserver.mailbox import NO_FLAGS
from mailcenter.demo.mailserver.store import NoSuchMailbox

SYSTEM_FLAGS = {
    f"\\{name}".lower(): f"\\{name}" for name in ("Answered", "Deleted", "Draft", "Flagged", "Seen")
}
KEYWORD = re.compile(r"[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|~]+")
MAX_SIZE = 60_000_000  # bytes, as in SMTP


def mailbox_name(token: Argument) -> str:
    """A name as it is kept, in modified UTF-7 (RFC 3501 section 5.1.3). Raises Refused."""
    name = word_of(token)
    if re.search(rb"[^\x20-\x7e]", name):
        raise Refused("[CANNOT] write names in modified UTF-7, without control characters")
    return name.decode()


def read_flags(token: Argument) -> frozenset[str]:
    """Flags to be kept, system flags in one spelling. Raises BadCommand."""
    flags = [flag.decode(errors="replace") for flag in words(token)]
    for flag in flags:
        if flag.lower() not in SYSTEM_FLAGS and not KEYWORD.fullmatch(flag):
            raise BadCommand("unknown system flag, or a character no flag may have")
    return frozenset(SYSTEM_FLAGS.get(flag.lower(), flag) for flag in flags)


def select(state: State, arguments: list[Argument]) -> Answer:
    yield from _open(state, arguments, readonly=False)
    return "[READ-WRITE] opened"


def examine(state: State, arguments: list[Argument]) -> Answer:
    yield from _open(state, arguments, readonly=True)
    return "[READ-ONLY] opened"


def _open(state: State, arguments: list[Argument], *, readonly: bool) -> Answer:
    account, name = state.signed_in(), mailbox_name(word(arguments))
    # Also a SELECT that fails leaves no mailbox open (RFC 3501 section 6.3.1).
    state.leave()
    mailbox = state.store.mailbox(account, name)
    view = state.open(mailbox, readonly=readonly)
    yield b"* FLAGS %b\r\n" % flag_list(frozenset(SYSTEM_FLAGS.values()))
    yield b"* %d EXISTS\r\n* 0 RECENT\r\n" % len(view.uids)
    flags = mailbox.flags
    unseen = (i for i, uid in enumerate(view.uids) if "\\Seen" not in flags.get(uid, NO_FLAGS))
    first = next(unseen, None)
    if first is not None:
        yield b"* OK [UNSEEN %d] first unseen\r\n" % (first + 1)
    kept = NO_FLAGS if readonly else frozenset({*SYSTEM_FLAGS.values(), "\\*"})
    yield b"* OK [PERMANENTFLAGS %b] kept\r\n" % flag_list(kept)
    yield b"* OK [UIDVALIDITY %d] valid\r\n" % mailbox.uidvalidity
    yield b"* OK [UIDNEXT %d] next\r\n" % mailbox.next_uid
    return ""


def create(state: State, arguments: list[Argument]) -> Answer:
    yield from ()
    name = mailbox_name(word(arguments))
    if re.search(r"[*%]", name):
        raise Refused("[CANNOT] a name cannot contain * or %")
    state.store.create(state.signed_in(), name)
    return "created"


def delete(state: State, arguments: list[Argument]) -> Answer:
    yield from ()
    state.store.delete(state.signed_in(), mailbox_name(word(arguments)))
    return "deleted"


def rename(state: State, arguments: list[Argument]) -> Answer:
    yield from ()
    old, new = mailbox_name(word(arguments)), mailbox_name(word(arguments))
    state.store.rename(state.signed_in(), old, new_name=new)
    return "renamed"


def subscribe(state: State, arguments: list[Argument]) -> Answer:
    yield from ()
    state.signed_in()
    word(arguments)
    return "every mailbox counts as subscribed"


def list_(state: State, arguments: list[Argument]) -> Answer:
    yield from _names(state, arguments, label=b"LIST")
    return "listed"


def lsub(state: State, arguments: list[Argument]) -> Answer:
    yield from _names(state, arguments, label=b"LSUB")
    return "listed"


def _names(state: State, arguments: list[Argument], *, label: bytes) -> Answer:
    account = state.signed_in()
    reference, pattern = word(arguments), word(arguments)
    if not pattern:
        yield b'* %b (\\Noselect) "/" ""\r\n' % label
        return ""
    # re.escape leaves % alone and writes * as \*.
    wanted = re.escape((reference + pattern).decode(errors="replace"))
    wanted = wanted.replace(r"\*", ".*").replace("%", "[^/]*")
    for name in state.store.names(account):
        if re.fullmatch(wanted, name, re.I if name == "INBOX" else 0):
            yield b'* %b () "/" %b\r\n' % (label, string(name.encode()))
    return ""


def status(state: State, arguments: list[Argument]) -> Answer:
    name = mailbox_name(word(arguments))
    mailbox = state.store.mailbox(state.signed_in(), name)
    if not arguments:
        raise BadCommand("the list of items is missing")
    seen = sum("\\Seen" in flags for flags in mailbox.flags.values())
    values = {
        b"MESSAGES": len(mailbox.uids),
        b"RECENT": 0,
        b"UIDNEXT": mailbox.next_uid,
        b"UIDVALIDITY": mailbox.uidvalidity,
        b"UNSEEN": len(mailbox.uids) - seen,
    }
    items = [item.upper() for item in words(arguments[0])]
    if not set(items) <= set(values):
        raise BadCommand("unknown status item")
    pairs = b" ".join(b"%b %d" % (item, values[item]) for item in items)
    yield b"* STATUS %b (%b)\r\n" % (string(name.encode()), pairs)
    return "counted"


def append(state: State, arguments: list[Argument]) -> Answer:
    yield from ()
    account, name = state.signed_in(), mailbox_name(word(arguments))
    flags, date = NO_FLAGS, None
    if arguments and isinstance(arguments[0], list):
        flags = read_flags(arguments.pop(0))
    if len(arguments) == 2:
        date = read_date_time(word(arguments).decode(errors="replace"))
    data = word(arguments)
    if len(data) > MAX_SIZE:
        raise Refused(f"[TOOBIG] no message may be larger than {MAX_SIZE} bytes")
    try:
        mailbox = state.store.mailbox(account, name)
    except NoSuchMailbox:
        raise Refused("[TRYCREATE] there is no such mailbox: CREATE it first") from None
    message = mailbox.add(data, flags=flags, date=date)
    return f"[APPENDUID {mailbox.uidvalidity} {message.uid}] stored"


def namespace(state: State, arguments: list[Argument]) -> Answer:
    state.signed_in()
    yield b'* NAMESPACE (("" "/")) NIL NIL\r\n'
    return "told"


COMMANDS: dict[bytes, Handler] = {
    b"SELECT": select,
    b"EXAMINE": examine,
    b"CREATE": create,
    b"DELETE": delete,
    b"RENAME": rename,
    b"SUBSCRIBE": subscribe,
    b"UNSUBSCRIBE": subscribe,
    b"LIST": list_,
    b"LSUB": lsub,
    b"STATUS": status,
    b"APPEND": append,
    b"NAMESPACE": namespace,
}
