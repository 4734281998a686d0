"""How the cases begin that an alias opens (PE-2), and what a template lacks for that (PE-4)."""

from typing import Any

from activities.cases import priority
from activities.cases.models import CaseTemplate, PriorityRule
from aliases.models import Alias

NO_MATRIX = (
    "Its priority comes from impact and urgency, and the partition's priority matrix has empty "
    "cells: fill them in first (Priorities), or give the template a fixed priority."
)
NO_LEVELS = (
    "Its priority comes from impact and urgency: choose both in the template, or give it a "
    "fixed priority."
)


def columns_by(alias: Alias) -> dict[str, Any]:
    """What a new case gets that the alias opens; nothing where it has no template."""
    template: Any = alias.case_template
    return columns(template, alias.department.partition_id) if template is not None else {}


def columns(template: CaseTemplate, partition: int) -> dict[str, Any]:
    """What a new case gets of a template."""
    return {
        "template": template,
        "queue_id": template.queue_id,
        "impact": template.impact,
        "urgency": template.urgency,
        "priority": priority_of(template, partition),
        "status": template.status,
        "stream": template.stream,
        "owner_group_id": template.owner_group_id,
    }


def priority_of(template: CaseTemplate, partition: int) -> int | None:
    if template.priority_rule == PriorityRule.FIXED:
        return template.priority
    return priority.by_grid(priority.grid_of(partition), template.impact, template.urgency)


def trouble(template: CaseTemplate) -> str:
    """Why no case can get its priority from the template; '' where the setting is complete."""
    if template.priority_rule == PriorityRule.FIXED:
        return "" if template.priority else "It has no priority: choose one in the template."
    if not (template.impact and template.urgency):
        return NO_LEVELS
    grid = priority.grid_of(template.department.partition_id)
    return "" if priority.complete(grid) else NO_MATRIX
