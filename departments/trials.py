"""Who tested what connection when, and how it went; and how many tests a person may make."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone

from departments.trail import present_address
from departments.written_once import Once

# A test contacts any server that is typed: it must not serve to scan a network (PAINS P49).
MOST = 10
WITHIN = timedelta(minutes=1)


class Refused(Exception):
    """The test may not be made now; the words say why. ``status`` is that of the answer."""

    status = 409
    seconds = 0


class InACopy(Refused):
    """A restored copy contacts nobody before somebody confirms it (OP-6)."""

    def __str__(self) -> str:
        return (
            "This is a copy of another installation: it contacts no server until somebody "
            "confirms that it is the production system."
        )


class TooMany(Refused):
    """The person has made as many tests as are allowed. ``seconds`` tells how long to wait."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return (
            f"You have made {MOST} tests within a minute. Wait {self.seconds} seconds and test "
            "again; what you typed stays here."
        )


class Trial(Once):
    """One test by one person. Written when it begins; only the outcome is added later.

    It outlives the person and the department: the keys may lead nowhere.
    """

    completed_by = ("outcome",)

    user = models.ForeignKey(
        "departments.User",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="trials",
    )
    who = models.CharField(max_length=150, blank=True)
    ip = models.GenericIPAddressField("from", null=True)
    department = models.ForeignKey(
        "departments.Department",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="trials",
    )
    at = models.DateTimeField("when", default=timezone.now)
    what = models.CharField("test", max_length=20)
    about = models.CharField(max_length=600)
    outcome = models.TextField("result", blank=True)

    class Meta:
        verbose_name = "test"
        default_permissions = ("view",)
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("user", "at"), name="trials_of_a_person"),)

    def __str__(self) -> str:
        return f"{self.what}: {self.about}"

    def end(self, outcome: str) -> None:
        """Notes how it went, in words without secrets."""
        Trial.objects.filter(pk=self.pk, outcome="").update(outcome=outcome)


def require_production() -> None:
    """Raises InACopy where the environment guard stands in the way."""
    from departments import guard  # it needs the models, which are being made with this module

    if not guard.is_production():
        raise InACopy


def note(user: Any, what: str, *, about: str, department: Any = None) -> Trial:
    """As ``begin``, without counting: for saved connections tested one after the other."""
    require_production()
    return Trial.objects.create(
        user=user,
        who=str(user or ""),
        ip=present_address(),
        what=what,
        about=about[:600],
        department=department,
    )


def begin(user: Any, what: str, *, about: str, department: Any = None) -> Trial:
    """Notes that ``user`` begins a test of ``about``. Raises Refused, and notes nothing.

    The rows are counted, not a cache: they hold for all processes, and outlive a restart.
    """
    require_production()
    with transaction.atomic():
        # Locked, so that two tests begun at once are counted one after the other.
        get_user_model().objects.select_for_update().get(pk=user.pk)
        now = timezone.now()
        recent = Trial.objects.filter(user=user, at__gt=now - WITHIN)
        if recent.count() >= MOST:
            raise TooMany(_wait(recent, now))
        return note(user, what, about=about, department=department)


def _wait(recent: models.QuerySet[Trial], now: datetime) -> int:
    oldest = recent.order_by("-at").values_list("at", flat=True)[MOST - 1 : MOST]
    first = next(iter(oldest), now)
    return max(1, round((first + WITHIN - now).total_seconds()))
