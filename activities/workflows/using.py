"""Which workflows name a queue, a case template or a text: these are not deleted under their feet."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from activities.workflows.stored import Workflow, WorkflowVersion

WORDS = "{row}: the workflow {workflow} puts mail there or answers with it. Change its rules first."


def workflows_with(department: int, kind: str, value: str) -> list[Workflow]:
    """Those whose draft, or version that runs, has an action of ``kind`` with ``value`` in its field."""
    found = []
    for one in Workflow.objects.filter(department=department):
        running = WorkflowVersion.objects.filter(workflow=one, number=one.version).first()
        rules = [*one.draft, *(running.rules if running else [])]
        if any(_does(rule, kind, value) for rule in rules):
            found.append(one)
    return found


def _does(rule: Any, kind: str, value: str) -> bool:
    """A draft need not be right."""
    done = rule.get("then", ()) if isinstance(rule, dict) else ()
    return any(
        isinstance(one, dict) and one.get("kind") == kind and value in map(str, one.values())
        for one in done
    )


class KeptWhileUsed(admin.ModelAdmin):  # type: ignore[type-arg]
    """An admin page whose rows workflows name: ``named_by`` is the kind of the action."""

    named_by = ""

    def name_in_rules(self, row: Any) -> str:
        """What stands in rules for the row; '' where nothing can."""
        return str(row.pk)

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        rows = list(objs)
        listed, count, needed, protected = super().get_deleted_objects(rows, request)
        used = [
            WORDS.format(row=row, workflow=workflow)
            for row in rows
            if (name := self.name_in_rules(row))
            for workflow in workflows_with(row.department_id, self.named_by, name)
        ]
        return listed, count, needed, [*protected, *used]
