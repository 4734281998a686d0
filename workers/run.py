"""A run of the dispatcher: what it works with, and whether it goes on after a change (P43)."""

from dataclasses import dataclass

from django.utils import timezone

from aliases import connections
from aliases.jobs import Lease
from aliases.models import Alias
from aliases.watching import Watch
from wire.fleet import Fleet
from workers.course import Course
from workers.parcels import Load, Parcel
from workers.turn import Turn

RELATED = ("department__partition", "dispatcher")
HELD = "Held: its alias was deleted before it was sent."
TRAINING = "Training mode began: it waits until that ends."
STOPPED = "The dispatcher was stopped before this mail's turn."
CHANGED = "The alias's server was changed: it is sent by the new one."


@dataclass(frozen=True, slots=True)
class Run:
    """``alias`` is as it was when the connections were opened."""

    lease: Lease
    alias: Alias
    load: Load
    fleet: Fleet[Parcel]
    watch: Watch
    course: Course
    turn: Turn


def changed(run: Run) -> bool:
    """Whether the alias was changed since the last question; what is composed is out of date then."""
    if not run.watch.changed():
        return False
    run.load.outdate()
    return True


def go_on(run: Run) -> None:
    """Gives what is left the settings of this moment (P43), or ends the run where it cannot.

    What is left then waits for the next run where another connection is needed or the dispatcher is
    stopped, for a person where the alias was deleted.
    """
    current = Alias.objects.select_related(*RELATED).get(pk=run.alias.pk)
    if current.deleted_at != run.alias.deleted_at:
        run.course.end(HELD, held=True)
    elif current.department.partition.trains(timezone.now()):
        run.course.end(TRAINING)
    elif current.dispatcher is None or not current.dispatcher.enabled:
        run.course.end(STOPPED)
    elif connections.sending_by(current) != connections.sending_by(run.alias):
        run.course.end(CHANGED)
    else:
        run.load.settings_of(current)
