"""All kinds of actions, in the order of the screen. One more: a file, and a line here."""

from activities.workflows.actions import (
    acknowledge,
    drop,
    priority,
    redirect,
    stop,
    tag,
    template,
    to_queue,
)
from activities.workflows.actions.action import Action

ACTIONS: dict[str, Action] = {
    one.kind: one
    for one in (
        to_queue.ACTION,
        priority.ACTION,
        template.ACTION,
        acknowledge.ACTION,
        tag.ACTION,
        redirect.ACTION,
        drop.ACTION,
        stop.ACTION,
    )
}
