"""What of a message the conditions of workflows may ask; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from activities import signing
from activities.stages.values import Incoming
from activities.threads.values import person
from activities.workflows.folding import Text
from wire.parse import Address

MOST_PEOPLE = 500
MOST_FILES = 500


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody in From, To or CC. spellings: all by which a rule may call them."""

    name: str
    address: str
    spellings: tuple[Text, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as the message calls it."""

    name: Text
    type: Text


@dataclass(frozen=True, slots=True)
class Facts:
    """size: bytes of the message as received. subtype: a kind of `exceptions.judging`.

    headers: values by lower-case name. exception: whether it belongs to the exception queue.
    begins: whether it begins a case.
    """

    sender: tuple[Correspondent, ...] = ()
    to: tuple[Correspondent, ...] = ()
    cc: tuple[Correspondent, ...] = ()
    subject: Text = field(default_factory=lambda: Text(""))
    headers: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    body: Text = field(default_factory=lambda: Text(""))
    size: int = 0
    files: tuple[File, ...] = ()
    subtype: str = "ordinary"
    exception: bool = False
    begins: bool = True


def facts_of(incoming: Incoming, size: int, *, begins: bool = True) -> Facts:
    """The facts of a message that was read and judged, as it is stored for reading."""
    parsed = incoming.parsed
    sender = parsed.from_ or parsed.sender
    headers: dict[str, list[Text]] = {}
    for name, value in parsed.headers:
        headers.setdefault(name.lower(), []).append(Text(value))
    return Facts(
        sender=people([sender] if sender else []),
        to=people(parsed.to),
        cc=people(parsed.cc),
        subject=Text(parsed.subject),
        headers={name: tuple(values) for name, values in headers.items()},
        body=Text(parsed.text),
        size=size,
        files=tuple(
            File(Text(one.filename), Text(one.content_type))
            for one in parsed.attachments[:MOST_FILES]
        ),
        subtype=incoming.verdict.kind,
        exception=incoming.verdict.is_exception,
        begins=begins,
    )


def people(addresses: Iterable[Address]) -> tuple[Correspondent, ...]:
    """Each with name, address, and both together; also without the interaction ID that we put there."""
    return tuple(_known(one) for one in list(addresses)[:MOST_PEOPLE])


def together(name: str, address: str) -> str:
    """The one form in which ``Name [address]`` and ``Name <address>`` are compared."""
    return f"{name.strip()} [{address.strip()}]"


def _known(one: Address) -> Correspondent:
    name, address = one.name, one.email
    spellings = [name, address, together(name, address)]
    plain, untagged = signing.without_ids(name).strip(), person(address)
    if (plain, untagged) != (name, address.lower()):
        spellings += [plain, untagged, together(plain, untagged)]
    return Correspondent(name, address, tuple(Text(one) for one in dict.fromkeys(spellings) if one))
