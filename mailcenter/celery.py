"""Celery is the clock and the hands: the beat table, and workers that find their tasks."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import (
    setup_logging,
    task_prerun,
    worker_process_init,
    worker_ready,
    worker_shutdown,
)
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mailcenter.settings")

# What a worker has in hand need not go back: the database is the queue. To put it back into a
# broker that is away ends the worker (kombu 5.7).
Channel.do_restore = False

app = Celery("mailcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["workers"])


@setup_logging.connect
def _log_as_django(**kwargs: Any) -> None:
    """One logging configuration for all processes: Django's."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_process_init.connect
@worker_ready.connect
def _leave_what_stays_alone(**kwargs: Any) -> None:
    """The collector of garbage looks no more at half a million objects that never go away."""
    gc.collect()
    gc.freeze()


@task_prerun.connect
def _look_at_the_connection(**kwargs: Any) -> None:
    """As before a page: one that is too old or broken is closed, see CELERY_DB_REUSE_MAX."""
    from django.db import close_old_connections

    close_old_connections()


@worker_ready.connect
def _announce(sender: Any, **kwargs: Any) -> None:
    """The worker, a node, says in the database that it is there."""
    from celery.worker import state

    from workers.nodes import Announcer, Facts

    facts = Facts(
        name=str(sender.hostname),
        queues=frozenset(app.amqp.queues.consume_from),
        concurrency=int(sender.controller.concurrency),
    )
    sender.controller.announcer = Announcer(facts, lambda: sum(state.total_count.values()))
    sender.controller.announcer.start()


@worker_shutdown.connect
def _take_leave(sender: Any, **kwargs: Any) -> None:
    announcer = getattr(sender, "announcer", None)
    if announcer is not None:
        announcer.stop()


@worker_ready.connect
def _tell_that_it_is_ready(sender: Any, **kwargs: Any) -> None:
    """The supervisor waits for these files before it says that everything runs."""
    from django.conf import settings

    folder = settings.VAR / "ready"
    if folder.is_dir():
        (folder / str(sender.hostname)).touch()
