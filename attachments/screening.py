"""Screens the attachments of a message that came in; files nothing itself."""

from dataclasses import dataclass

from attachments.blocking import decide
from attachments.held import BlockedAttachment, State, Way
from attachments.policy import Policy, policy_of
from attachments.values import Content, Decision, Piece, Refused
from wire.parse import Contents, Node, ParsedMessage, Part


@dataclass(frozen=True, slots=True)
class Screened:
    """kept: the parts that people may read. refused: the others. delete: they are gone for good."""

    kept: tuple[Part, ...] = ()
    refused: tuple[Refused, ...] = ()
    delete: bool = False

    def rows(
        self, *, activity_id: int, alias_id: int, department_id: int
    ) -> list[BlockedAttachment]:
        """What is to be written with the activity, in its transaction; not saved yet."""
        return [
            row(one, department_id, delete=self.delete, activity_id=activity_id, alias_id=alias_id)
            for one in self.refused
        ]


def screen(
    parsed: ParsedMessage, source: bytes | Node, department_id: int, *, policy: Policy | None = None
) -> Screened:
    """Decides on the attachments of ``source``, which ``parsed`` was made of: the bytes or their tree.

    Without ``policy`` the department's is read, once, and only where there is an attachment.
    Raises Unparseable where the fields that name its files go on without end.
    """
    attachments = parsed.attachments
    if not attachments:
        return Screened()
    policy = policy or policy_of(department_id)
    decision = decide(pieces(parsed, source), policy.rules)
    return _screened(attachments, decision, policy)


def pieces(parsed: ParsedMessage, source: bytes | Node) -> list[Piece]:
    """The attachments as the decision wants them; their bytes are decoded when it asks."""
    contents = Contents(source)
    paths = [one.path for one in parsed.parts]
    return [_piece(part, contents, paths) for part in parsed.attachments]


def row(
    refused: Refused,
    department_id: int,
    *,
    delete: bool,
    outgoing: bool = False,
    **keys: int | None,
) -> BlockedAttachment:
    """The record of one refused part; ``keys`` are activity_id and alias_id."""
    return BlockedAttachment(
        department_id=department_id,
        direction=Way.OUTBOUND if outgoing else Way.INBOUND,
        path=refused.part.path,
        name=refused.part.name.replace("\0", "")[:500],
        size=refused.part.size,
        content_type=refused.part.content_type[:200],
        kind=refused.kind[:200],
        rule_kind=refused.rule.reason.value,
        rule=refused.rule.name[:400],
        why=refused.why.replace("\0", ""),
        digest=refused.digest,
        state=State.DELETED if delete else State.QUARANTINED,
        **keys,
    )


def _piece(part: Part, contents: Contents, paths: list[str]) -> Piece:
    def read() -> Content:
        return contents.read(part.path)

    def ends(first: int, last: int) -> Content | None:
        return contents.ends(part.path, first, last)

    return Piece(
        path=part.path,
        names=contents.names(part.path),
        content_type=part.content_type,
        size=part.size,
        read=read,
        opened=any(one.startswith(f"{part.path}.") for one in paths),
        ends=ends,
    )


def _screened(attachments: tuple[Part, ...], decision: Decision, policy: Policy) -> Screened:
    kept = {one.path for one in decision.kept}
    return Screened(
        kept=tuple(one for one in attachments if one.path in kept),
        refused=decision.refused,
        delete=policy.delete,
    )
