"""What of a mail's files goes, and what does not; the sender is told before (AT-6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from attachments import scanning, screening, viruses
from attachments.blocking import completed, decide
from attachments.held import BlockedAttachment, HeldContent, State
from attachments.policy import Policy, policy_of
from attachments.values import Piece, Refused
from wire.compose import File

__all__ = ["Checked", "File", "check", "record", "scanned"]


@dataclass(frozen=True, slots=True)
class Checked:
    """kept: the files that go. refused: the others; ``words`` has a sentence for each.

    delete: what is refused is not kept for anybody to restore.
    """

    kept: tuple[File, ...]
    refused: tuple[Refused, ...] = ()
    delete: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(
            f"“{one.part.name or 'A file without a name'}” cannot be sent: {one.why} "
            f"Rule: {one.rule.name}."
            for one in self.refused
        )


def scanned(files: Sequence[File], department_id: int) -> tuple[File, ...]:
    """The files with what the virus scanner says of each, where there is one to be asked.

    It talks to the scanner: never call it in a transaction.
    """
    if not files or not scanning.is_wanted() or not policy_of(department_id).outgoing:
        return tuple(files)
    return scanning.of_files(files)


def check(files: Sequence[File], department_id: int, *, policy: Policy | None = None) -> Checked:
    """Decides on the files of a draft; all go where the department does not scan outgoing mail.

    Without ``policy`` the department's is read, and only where there is a file. What the scanner
    said of them counts where `scanned` was asked before.
    """
    if not files:
        return Checked(())
    policy = policy or policy_of(department_id)
    if not policy.outgoing:
        return Checked(tuple(files))
    parts = [_piece(str(number), file) for number, file in enumerate(files, 1)]
    decision = decide(parts, policy.rules)
    scan = scanning.of_told(files)
    refused = {one.part.path: one for one in decision.refused} | viruses.refused(parts, scan)
    if policy.hold_unscanned:
        refused = viruses.unseen(parts, scan) | refused
    decision = completed(parts, refused)
    kept = {one.path for one in decision.kept}
    return Checked(
        tuple(file for number, file in enumerate(files, 1) if str(number) in kept),
        decision.refused,
        policy.delete,
    )


def record(
    checked: Checked,
    department_id: int,
    *,
    alias_id: int | None = None,
    activity_id: int | None = None,
) -> list[BlockedAttachment]:
    """Keeps what was refused in sight; in quarantine with its bytes, unless it is to be deleted."""
    keys = {"alias_id": alias_id, "activity_id": activity_id}
    rows = [
        screening.row(one, department_id, delete=checked.delete, outgoing=True, **keys)
        for one in checked.refused
    ]
    made = BlockedAttachment.objects.bulk_create(rows)
    HeldContent.objects.bulk_create(
        HeldContent(attachment=row, content=bytes(one.part.read()))
        for row, one in zip(made, checked.refused, strict=True)
        if row.state == State.QUARANTINED
    )
    return made


def _piece(path: str, file: File) -> Piece:
    names = (file.name,) if file.name else ()
    return Piece(path, names, file.content_type, len(file.content), lambda: file.content)
