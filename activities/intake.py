"""The way in: raw bytes are committed here before anything else, then filed as activities."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from activities.raw import (
    CleanUp,
    RawMessage,
    RawState,
    ServerCopy,
    WaterMark,
    compress,
)
from aliases.incoming import AfterFetch
from aliases.jobs import Lease, renew
from aliases.models import Alias
from departments import bulk
from wire.inbox import Fetched, Found, Inbox
from wire.parse import dedupe_key

# A message that was begun this often and never finished is put aside.
MAXIMUM_TRIES = 3
# So often the database may be in trouble; more, and it is the message that it cannot take.
MAXIMUM_TROUBLES = 20
LOOK_UP_SIZE = 500
# As many messages become activities in one transaction.
FILED_AT_ONCE = 100
FILED_BYTES = 8 * 1024 * 1024


def water_mark(alias: Alias, inbox: Inbox) -> int:
    """The number up to which the folder is stored; 0 where numbers do not last."""
    if not inbox.epoch:
        return 0
    marks = WaterMark.objects.filter(alias=alias, folder=inbox.folder, epoch=inbox.epoch)
    return marks.values_list("number", flat=True).first() or 0


def unknown(alias: Alias, inbox: Inbox, found: Sequence[Found]) -> list[Found]:
    """Those of ``found`` that are not stored yet, in the same order."""
    known: set[str] = set()
    copies = ServerCopy.objects.filter(alias=alias, folder=inbox.folder)
    for begin in range(0, len(found), LOOK_UP_SIZE):
        names = [one.identity for one in found[begin : begin + LOOK_UP_SIZE]]
        known.update(copies.filter(identity__in=names).values_list("identity", flat=True))
    return [one for one in found if one.identity not in known]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one commit holds: the rows, the digest of each server's copy, and all that was seen.

    The server's copies of ``kept`` identities stay where they are.
    """

    rows: list[RawMessage]
    digests: dict[str, str]
    passed: Sequence[Found]
    kept: Collection[str]


def store(lease: Lease, alias: Alias, inbox: Inbox, fetched: Sequence[Fetched]) -> list[RawMessage]:
    """Commits the raw messages, the server's names for them and the water mark, all or nothing.

    A message that is stored already, under whatever name, is not stored again. Returns what was
    new, each with its content, and with a try counted: the caller processes them next.
    Raises LeaseLost where another worker has taken over.
    """
    rows = {
        one.found.identity: _row(alias, inbox, one)
        for one in fetched
        if one.raw is not None or one.trouble
    }
    digests = {identity: row.digest for identity, row in rows.items()}
    leave = alias.after_fetch == AfterFetch.LEAVE
    kept = [name for name, row in rows.items() if leave or row.state == RawState.REFUSED]
    batch = _Batch(list(rows.values()), digests, [one.found for one in fetched], kept)
    return _commit(lease, alias, inbox, batch)


def _row(alias: Alias, inbox: Inbox, one: Fetched) -> RawMessage:
    if one.raw is not None:
        digest, compressed = dedupe_key(one.raw), compress(one.raw)
        raw = RawMessage(
            alias=alias, digest=digest, size=len(one.raw), compressed=compressed, tries=1
        )
        raw.fetched = one.raw
        return raw
    # Nothing of it is here, so that its name has to serve.
    digest = sha256(f"{inbox.folder}\0{one.found.identity}".encode()).hexdigest()
    return RawMessage(
        alias=alias,
        digest=digest,
        size=one.found.size,
        compressed=compress(b""),
        state=RawState.REFUSED,
        reason=f"{one.trouble} The message is still on the server: process it again to fetch it.",
    )


def store_header(
    lease: Lease, alias: Alias, inbox: Inbox, found: Found, header: bytes
) -> list[RawMessage]:
    """Lists a message that is too large to fetch; its copy stays on the server (RE-5)."""
    digest = dedupe_key(header + b"\r\n\r\n" + str(found.size).encode())
    reason = (
        f"The message has {found.size:,} bytes; {alias.address} takes {alias.maximum_bytes:,} at "
        "most. Only its header is here, and the message stays on the server: raise the limit of "
        "the alias and process it again to fetch it."
    )
    row = RawMessage(
        alias=alias,
        digest=digest,
        size=found.size,
        compressed=compress(header),
        state=RawState.OVERSIZE,
        reason=reason,
    )
    batch = _Batch([row], {found.identity: digest}, [found], kept=[found.identity])
    return _commit(lease, alias, inbox, batch)


def _commit(lease: Lease, alias: Alias, inbox: Inbox, batch: _Batch) -> list[RawMessage]:
    """The messages that are new, in their order."""
    with transaction.atomic():
        renew(lease, timezone.now())
        before = _ids_by_digest(alias, batch.digests.values())
        new = {row.digest: row for row in batch.rows if row.digest not in before}
        bulk.insert(list(new.values()))
        ids = before | {digest: row.pk for digest, row in new.items()}
        copies = [
            ServerCopy(
                alias_id=alias.pk,
                raw_id=ids[digest],
                folder=inbox.folder,
                identity=identity,
                clean_up=CleanUp.DONE if identity in batch.kept else CleanUp.PENDING,
            )
            for identity, digest in batch.digests.items()
        ]
        if copies:
            bulk.insert_unknown(copies, numbered=False)
        _advance(alias, inbox, batch.passed)
    return list(new.values())


def _ids_by_digest(alias: Alias, digests: Iterable[str]) -> dict[str, int]:
    found = RawMessage.objects.filter(alias=alias, digest__in=list(digests))
    return dict(found.values_list("digest", "pk"))


def _advance(alias: Alias, inbox: Inbox, passed: Sequence[Found]) -> None:
    if not inbox.epoch or not passed:
        return
    number = max(one.number for one in passed)
    mark, new = WaterMark.objects.get_or_create(
        alias=alias, folder=inbox.folder, epoch=inbox.epoch, defaults={"number": number}
    )
    if not new:
        WaterMark.objects.filter(pk=mark.pk, number__lt=number).update(number=number)


def to_remove(alias: Alias, inbox: Inbox) -> list[str]:
    """The server's names of stored messages whose copies there are still to be removed."""
    pending = ServerCopy.objects.filter(alias=alias, folder=inbox.folder, clean_up=CleanUp.PENDING)
    return list(pending.order_by("pk").values_list("identity", flat=True))


def removed(alias: Alias, folder: str, identities: Sequence[str]) -> None:
    """Notes that the server's copies are gone for certain."""
    copies = ServerCopy.objects.filter(alias=alias, folder=folder)
    for begin in range(0, len(identities), LOOK_UP_SIZE):
        some = identities[begin : begin + LOOK_UP_SIZE]
        copies.filter(identity__in=some).update(clean_up=CleanUp.DONE)


def begin(alias: Alias, *, after: int) -> list[RawMessage]:
    """The next stored messages with a number over ``after``, few enough for memory.

    Their tries are counted before they are made. One that was begun before comes alone: it may be
    what ended the worker, and the others must not be counted with it.
    """
    rows = RawMessage.objects.to_process().filter(alias=alias, pk__gt=after).order_by("pk")
    chosen: list[int] = []
    octets = 0
    columns = rows.values_list("pk", "size", "tries", "troubles")
    for pk, size, tries, troubles in columns[:FILED_AT_ONCE]:
        octets += size
        if chosen and (tries or troubles or octets > FILED_BYTES):
            break
        chosen.append(pk)
        if tries or troubles:
            break
    if not chosen:
        return []
    RawMessage.objects.filter(pk__in=chosen).update(tries=F("tries") + 1)
    return list(rows.filter(pk__in=chosen))


def not_tried(batch: Sequence[RawMessage]) -> None:
    """The database was in trouble: that says nothing of the messages, and is no try (P15).

    Where it is away altogether this is not written either; then no try was counted, as a rule.
    """
    with suppress(DatabaseError):
        stored = RawMessage.objects.to_process().filter(pk__in=[one.pk for one in batch])
        stored.filter(tries__gt=0).update(tries=F("tries") - 1, troubles=F("troubles") + 1)


def worn_out(raw: RawMessage) -> str:
    """Why a message is not tried any more, '' where it is."""
    if raw.tries > MAXIMUM_TRIES:
        return "Processing was begun several times and ended each time without a result."
    if raw.troubles > MAXIMUM_TROUBLES:
        return f"The database was in trouble {raw.troubles} times when it was filed, alone at last."
    return ""
