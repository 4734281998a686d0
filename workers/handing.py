"""Gives the tasks of a tick to the broker."""

from collections.abc import Sequence
from datetime import timedelta

from celery import Task
from celery.utils import uuid
from django.utils import timezone

from workers.due import CLAIM_SECONDS, Claimed


def hand_out(task: Task[[int], None], claimed: Sequence[Claimed]) -> None:
    """Puts one task for each alias into the queue of its instance, all at once.

    Celery's `apply_async` does the same and costs four times as much: it looks for each task at
    its routes, declares its queue and makes a result of it. Where the broker is away nothing is
    tried again: what is lost here is claimed again after `CLAIM_SECONDS`.

    Raises:
        kombu.exceptions.OperationalError: the broker does not take them.
    """
    if not claimed:
        return
    amqp = task.app.amqp
    expires = (timezone.now() + timedelta(seconds=CLAIM_SECONDS)).isoformat()
    with (
        task.app.producer_pool.acquire(block=True) as producer,
        producer.batch(),  # type: ignore[attr-defined]  # kombu 5.7, not in the stubs yet
    ):
        for one in claimed:
            message = amqp.create_task_message(
                uuid(),
                task.name,
                (one.alias_id,),
                expires=expires,
                ignore_result=True,
                # what the log shows; to let Celery make it costs more than all the rest
                argsrepr=f"({one.alias_id},)",
                kwargsrepr="{}",
            )
            amqp.send_task_message(
                producer, task.name, message, queue=one.queue, retry=False, declare=()
            )
