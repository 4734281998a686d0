"""Collects from a message what the rules look at, once, so that no rule touches bytes.

It never judges; everything is bounded, whatever the size of the message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wire.bounce import returned
from wire.bounce.returned import Returned
from wire.parse import ParsedMessage, charsets, headers, tree
from wire.parse.limits import DEFAULT
from wire.parse.node import Node
from wire.parse.notes import Notes

# A report is a few kilobytes; what is longer is the returned message or no report.
MAX_TEXT = 40_000
MAX_REPORT = 400_000
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
RECEIPT_TYPES = (
    "message/disposition-notification",
    "message/global-disposition-notification",
)
COMPLAINT_TYPES = ("message/feedback-report",)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One message as the rules see it.

    sender: address of From as typed, '' if there is none. sender_name: its display name.
    headers: decoded values by lower-case name. return_path: None where the field is missing,
    '' for the null path. notice: the text, without the copy of the returned message.
    status, feedback, disposition: decoded machine-readable parts, by kind.
    returned: what is known of the message that came back or is answered.
    """

    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    message_id: str = ""
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    content_type: str = "text/plain"
    report_type: str = ""
    notice: str = ""
    status: tuple[str, ...] = ()
    feedback: tuple[str, ...] = ()
    disposition: tuple[str, ...] = ()
    returned: Returned = field(default_factory=Returned)

    def header(self, name: str) -> str:
        """First value of the field with this lower-case name, '' where there is none."""
        return next(iter(self.headers.get(name, ())), "")

    @property
    def return_path(self) -> str | None:
        """Address of the Return-Path field, '' for the null path, None where it is missing."""
        values = self.headers.get("return-path")
        return values[0].strip().strip("<>").strip() if values else None

    @property
    def local_part(self) -> str:
        """What stands before the @ of the sender, in lower case."""
        return self.sender.rpartition("@")[0].lower()


def gather(raw: bytes, message: ParsedMessage, root: Node | None = None) -> Evidence:
    """The evidence in a message that `wire.parse.parse` has read; ``root`` is its tree, if known.

    Raises Unparseable where `parse` would.
    """
    notes = Notes()
    if root is None:
        root = tree.build(headers.unified(raw), DEFAULT, notes)
    notice, copied = returned.split(message.text[:MAX_TEXT])
    return Evidence(
        subject=message.subject,
        sender=message.from_.email if message.from_ else "",
        sender_name=message.from_.name if message.from_ else "",
        message_id=message.message_id,
        headers=_by_name(message),
        content_type=root.content_type,
        report_type=root.params.get("report-type", "").strip().lower(),
        notice=notice,
        status=_texts(root, STATUS_TYPES, notes),
        feedback=_texts(root, COMPLAINT_TYPES, notes),
        disposition=_texts(root, RECEIPT_TYPES, notes),
        returned=returned.read(root, copied, notes),
    )


def _by_name(message: ParsedMessage) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in message.headers:
        found.setdefault(name.lower(), []).append(value)
    return {name: tuple(values) for name, values in found.items()}


def _texts(root: Node, types: tuple[str, ...], notes: Notes) -> tuple[str, ...]:
    """Decoded leaves of these types that belong to the message itself."""
    return tuple(
        charsets.decode(_content(node, notes), "utf-8", notes).replace("\r\n", "\n")
        for node in returned.own_leaves(root)
        if node.content_type in types
    )


def _content(node: Node, notes: Notes) -> bytes:
    if node.end - node.start > 2 * MAX_REPORT:
        return b""
    return node.content(notes)[:MAX_REPORT]
