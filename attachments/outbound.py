"""Tells the sender, before a mail goes, which of its attachments will not (AT-6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from attachments import screening
from attachments.blocking import decide
from attachments.held import BlockedAttachment
from attachments.policy import Policy, policy_of
from attachments.values import Content, Piece, Refused


@dataclass(frozen=True, slots=True)
class File:
    """A file that a person attaches to a mail."""

    name: str
    content_type: str
    content: Content


@dataclass(frozen=True, slots=True)
class Checked:
    """kept: the files that go. refused: the others; ``words`` has a sentence for each."""

    kept: tuple[File, ...]
    refused: tuple[Refused, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(
            f"“{one.part.name}” cannot be sent: {one.why} Rule: {one.rule.name}."
            for one in self.refused
        )


def check(files: Sequence[File], department_id: int, *, policy: Policy | None = None) -> Checked:
    """Decides on the files of a draft; all go where the department does not scan outgoing mail."""
    policy = policy or policy_of(department_id)
    if not files or not policy.outgoing:
        return Checked(tuple(files))
    parts = [_piece(str(number), file) for number, file in enumerate(files, 1)]
    decision = decide(parts, policy.rules)
    kept = {one.path for one in decision.kept}
    return Checked(
        tuple(file for number, file in enumerate(files, 1) if str(number) in kept),
        decision.refused,
    )


def record(
    checked: Checked, department_id: int, *, alias_id: int | None = None
) -> list[BlockedAttachment]:
    """Keeps what was refused in sight. The bytes stay with the sender, so none can be restored."""
    rows = [
        screening.row(one, department_id, delete=True, activity_id=None, alias_id=alias_id)
        for one in checked.refused
    ]
    return BlockedAttachment.objects.bulk_create(rows)


def _piece(path: str, file: File) -> Piece:
    names = (file.name,) if file.name else ()
    return Piece(path, names, file.content_type, len(file.content), lambda: file.content)
