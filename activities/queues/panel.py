"""What an activity's page says of its queue: where it waits, who has it, and the buttons."""

from typing import Any

from activities.models import Activity
from activities.queues import rights
from activities.queues.forms import TransferForm, WorkForm


def shown(activity: Activity, user: Any) -> dict[str, Any]:
    """For `activities/queue.html`; ``form`` is None for those who may not work on it."""
    works = activity.closed_at is None and rights.may_work(user, activity.queue)
    free = activity.taken_by_id in {None, user.pk} or rights.manages(user)
    form = WorkForm(user=user, activity=activity) if works and free else None
    return {
        "queue": activity.queue,
        "steps": list(activity.queue_steps.all()) if activity.queue_id else [],
        "form": form,
        "transfer": TransferForm(user=user, activities=[activity], auto_id="transfer_%s")
        if form
        else None,
        "may_take": works and activity.taken_by_id is None,
        "may_return": works and free and activity.taken_by_id is not None,
        "others": activity.taken_by_id not in {None, user.pk},
    }
