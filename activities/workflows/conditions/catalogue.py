"""All kinds of conditions, in the order of the screen. One more: a file, and a line here."""

from activities.workflows.conditions import (
    all_of,
    any_of,
    body,
    case,
    cc,
    file_count,
    file_name,
    file_type,
    header,
    none_of,
    sender,
    size,
    subject,
    subtype,
    to,
)
from activities.workflows.conditions.condition import Condition

CONDITIONS: dict[str, Condition] = {
    one.kind: one
    for one in (
        sender.CONDITION,
        to.CONDITION,
        cc.CONDITION,
        subject.CONDITION,
        body.CONDITION,
        header.CONDITION,
        size.CONDITION,
        file_name.CONDITION,
        file_type.CONDITION,
        file_count.CONDITION,
        subtype.CONDITION,
        case.CONDITION,
        all_of.CONDITION,
        any_of.CONDITION,
        none_of.CONDITION,
    )
}
