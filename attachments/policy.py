"""Reads the rules that hold in a department: its partition's, its own, and those from above it."""

from dataclasses import dataclass

from attachments.models import (
    Action,
    BlockedExtension,
    DepartmentSettings,
    PartitionRule,
    Scan,
    Unscanned,
    Verdict,
)
from attachments.values import Rules
from departments.models import Department


@dataclass(frozen=True, slots=True)
class Policy:
    """outgoing: whether outgoing mail is scanned as well. delete: what is refused cannot be restored.

    hold_unscanned: what the virus scanner did not look at waits for a person.
    """

    rules: Rules
    outgoing: bool = False
    delete: bool = False
    hold_unscanned: bool = True


def policy_of(department_id: int) -> Policy:
    """The policy of a department, in four queries.

    Its settings are its own or the nearest above; the lists of all departments from the root add up.
    Raises Department.DoesNotExist.
    """
    department = Department.objects.get(pk=department_id)
    line = [int(one) for one in department.path.split("/") if one]
    found = DepartmentSettings.objects.filter(department__in=line).select_related("department")
    above = {one.department_id: one for one in found}
    nearest = next((above[pk] for pk in reversed(line) if pk in above), DepartmentSettings())
    return Policy(
        rules=_rules(nearest, line, department.partition_id),
        outgoing=nearest.scan == Scan.BOTH,
        delete=nearest.action == Action.DELETE,
        hold_unscanned=nearest.without_scanner == Unscanned.HOLD,
    )


def _rules(settings: DepartmentSettings, line: list[int], partition_id: int) -> Rules:
    blocked = BlockedExtension.objects.filter(department__in=line).select_related("department")
    rules = list(PartitionRule.objects.filter(partition=partition_id))
    return Rules(
        blocked={
            one.extension: f"Blocked extension {one}, {one.department.name}"
            # The nearest department's rule is the one that people are told.
            for one in sorted(blocked, key=lambda one: line.index(one.department_id))
        },
        partition_blocked={
            one.extension: f"Partition rule: block .{one.extension}"
            for one in rules
            if one.verdict == Verdict.BLOCK
        },
        partition_allowed=frozenset(one.extension for one in rules if one.verdict == Verdict.ALLOW),
        block_all="Block all attachments" if settings.block_all else "",
        inner=settings.inner_extensions,
        closed="Block archives that cannot be opened" if settings.block_closed else "",
    )
