"""The rules that run for an alias: read for each batch, compiled once in each process."""

from functools import lru_cache

import structlog

from activities.workflows import naming, standard
from activities.workflows.compiling import compiled
from activities.workflows.errors import Refused
from activities.workflows.stored import Workflow, WorkflowVersion
from activities.workflows.values import Origin, Rule
from aliases.models import Alias

log = structlog.get_logger(__name__)


def rules_for(alias: Alias) -> tuple[Rule, ...]:
    """The standard start workflow's rules and the published ones, as they are at this moment."""
    found = list(_standard(alias.department_id))
    for one in Workflow.objects.running_for(alias):
        found += of_version(one, one.version)
    return tuple(found)


def before(alias: Alias, workflow: Workflow) -> tuple[Rule, ...]:
    """All rules that are asked before those of ``workflow``."""
    found = list(_standard(alias.department_id))
    for one in Workflow.objects.running_for(alias).exclude(pk=workflow.pk):
        if (one.position, one.pk) < (workflow.position, workflow.pk):
            found += of_version(one, one.version)
    return tuple(found)


def after(alias: Alias, workflow: Workflow) -> tuple[Rule, ...]:
    """All rules that are asked after those of ``workflow``."""
    found: list[Rule] = []
    for one in Workflow.objects.running_for(alias).exclude(pk=workflow.pk):
        if (one.position, one.pk) > (workflow.position, workflow.pk):
            found += of_version(one, one.version)
    return tuple(found)


def of_version(workflow: Workflow, number: int) -> tuple[Rule, ...]:
    """The rules of a published version; () where it cannot be run any more, which is logged."""
    version = WorkflowVersion.objects.filter(workflow=workflow, number=number)
    key = version.values_list("pk", "digest").first()
    return _compiled(*key, Origin(workflow.pk, workflow.name, number)) if key else ()


@lru_cache(maxsize=512)
def _compiled(pk: int, digest: str, origin: Origin) -> tuple[Rule, ...]:
    """By digest as well: where a database was put back, the number alone says nothing."""
    rules = WorkflowVersion.objects.values_list("rules", flat=True).get(pk=pk)
    try:
        return compiled(rules, origin)
    except (Refused, KeyError, TypeError, ValueError):
        log.exception("A published workflow cannot be run; its rules are not asked.", version=pk)
        return ()


@lru_cache(maxsize=512)
def _start(exception_queue: int) -> tuple[Rule, ...]:
    return standard.rules(exception_queue)


def _standard(department: int) -> tuple[Rule, ...]:
    queue = naming.exception_queue(department)
    return () if queue is None else _start(queue)
