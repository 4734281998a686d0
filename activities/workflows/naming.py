"""The rows of a department that rules may name, with their names. It reads, and nothing else."""

from activities.cases.models import CaseTemplate
from activities.queues.models import Queue
from activities.workflows.texts import AcknowledgementText

Names = dict[str, dict[str, str]]


def of(department: int) -> Names:
    """By source and key, as fields name their sources."""
    rows = {
        "queues": Queue.objects.filter(department=department).order_by("name"),
        "templates": CaseTemplate.objects.filter(department=department).order_by("name"),
    }
    texts = AcknowledgementText.objects.filter(department=department).order_by("name")
    names = texts.values_list("name", flat=True).distinct()
    found = {
        source: {str(pk): name for pk, name in some.values_list("pk", "name")}
        for source, some in rows.items()
    }
    return found | {"acknowledgements": {name: name for name in names}}


def exception_queue(department: int) -> int | None:
    """The number of the department's exception queue; None where it has none yet."""
    queues = Queue.objects.filter(department=department, exceptions=True)
    return queues.values_list("pk", flat=True).first()
