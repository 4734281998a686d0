"""Who gets an answer: pure, from the addresses of the mail that is answered."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from activities.threads.values import person
from wire.parse import Address, parse_headers

QUOTED_IN_NAMES = frozenset('()<>[]:;@\\,."')


@dataclass(frozen=True, slots=True)
class Original:
    """The addresses of a mail. ``lists`` are those of mailing lists it came by (RFC 2369 List-Post).

    outbound: whether it is a mail of ours, which is answered to those who got it.
    """

    sender: Sequence[Address] = ()
    reply_to: Sequence[Address] = ()
    to: Sequence[Address] = ()
    cc: Sequence[Address] = ()
    lists: Collection[str] = ()
    outbound: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()


def reply(original: Original) -> Answered:
    """To where the sender wants answers (RFC 5322 section 3.6.2); for mail of ours, to its readers.

    A list that put its own address into Reply-To does not get what is meant for its one writer.
    """
    if original.outbound:
        return Answered(_once(original.to))
    lists = {one.lower() for one in original.lists}
    private = [one for one in original.reply_to if one.email.lower() not in lists]
    return Answered(_once(private or original.sender or original.reply_to))


def reply_all(original: Original, own: Collection[str]) -> Answered:
    """To all who took part but ourselves, each once; ``own`` are all addresses of ours."""
    ours = {person(one) for one in own}
    first = reply(original).to
    others = original.to if not original.outbound else ()
    to = _without(ours, _once([*first, *original.reply_to, *others]))
    cc = _without(ours | {one.email.lower() for one in to}, _once(original.cc))
    return Answered(to or cc or first, cc if to else ())


def addresses_in(text: str) -> tuple[Address, ...]:
    """The mailboxes of a list as activities keep it: names stand there without quotes."""
    line = " ".join(text.split())
    return parse_headers(f"To: {line}\r\n\r\n".encode()).to if line else ()


def typed(addresses: Iterable[Address]) -> str:
    """As a person would type them."""
    return ", ".join(map(_typed, addresses))


def _typed(one: Address) -> str:
    name = one.name.replace("\\", "\\\\").replace('"', '\\"')
    if not name:
        return one.email
    return f'"{name}" <{one.email}>' if QUOTED_IN_NAMES & set(name) else f"{name} <{one.email}>"


def _once(addresses: Iterable[Address]) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for one in addresses:
        if one.email:
            found.setdefault(one.email.lower(), one)
    return tuple(found.values())


def _without(left_out: Collection[str], addresses: Iterable[Address]) -> tuple[Address, ...]:
    return tuple(
        one
        for one in addresses
        if one.email.lower() not in left_out and person(one.email) not in left_out
    )
