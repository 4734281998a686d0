"""The alias of a run of the retriever as it is at this moment, and whether the run goes on."""

from aliases import connections
from aliases.jobs import Lease
from aliases.models import Alias
from workers.turn import Turn

# Those of the session, and the limit by which the batches are made.
CHANGES = (*connections.SESSION, "maximum_megabytes")


def as_it_is_now(alias: Alias) -> Alias | None:
    """The alias with the settings of this moment (P43); None where the run has to end.

    It ends where the alias was deactivated or deleted, where its retriever was stopped, and where
    another session is needed. The limit of size counts with those: the batches are made by it.
    """
    current = Alias.objects.select_related("department__partition", "retriever")
    now = current.filter(pk=alias.pk).first()
    if now is None or not retrieves(now):
        return None
    return None if any(getattr(now, name) != getattr(alias, name) for name in CHANGES) else now


def retrieves(alias: Alias) -> bool:
    """Whether it is active and its retriever runs."""
    well = alias.active and not alias.deleted_at
    return well and alias.retriever is not None and alias.retriever.enabled


class Settings:
    """The alias of a run, kept as it is now; asked between any two commands of the session (P43)."""

    def __init__(self, lease: Lease, turn: Turn) -> None:
        self.alias: Alias = lease.alias
        self._turn = turn
        self._watch = lease.watch
        self._allow = retrieves(self.alias)

    def allow(self) -> bool:
        """Whether the run goes on; once it may not, it never does again."""
        self._allow = self._allow and not self._turn.over()
        if self._allow and self._watch.changed():
            current = as_it_is_now(self.alias)
            self._allow = current is not None
            self.alias = current or self.alias
        return self._allow
