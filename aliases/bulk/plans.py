"""What a bulk action would do to each alias, or why it cannot: decided here, shown and done elsewhere."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from aliases import defaults, health
from aliases.methods import needs_password
from aliases.models import Alias, Status
from aliases.rules import incomplete_template


@dataclass(frozen=True, slots=True)
class Line:
    """``will`` says what happens to the alias; where it is empty, ``cannot`` says why nothing does."""

    alias: Alias
    will: str = ""
    cannot: str = ""


def activation(alias: Alias) -> Line:
    if alias.active:
        return Line(alias, cannot="It is active already.")
    own_login = alias.account_id is None and needs_password(alias.incoming_method)
    if own_login and not alias.incoming_password:
        words = "It has no password for its mailbox: open it and type one."
        return Line(alias, cannot=words)
    if words := incomplete_template(alias):
        return Line(alias, cannot=words)
    return Line(alias, "Becomes active: its mail is retrieved.")


def deactivation(alias: Alias) -> Line:
    if not alias.active:
        return Line(alias, cannot="It is inactive already.")
    if alias.is_default:
        return Line(alias, cannot=defaults.way_out(alias))
    words = "Becomes inactive: its mail is not retrieved any more. Mail that waits is still sent."
    return Line(alias, words)


@transaction.atomic
def activate(alias: Alias, reason: str) -> None:
    _switch(alias, Status.ACTIVE, reason)
    defaults.first_becomes_default(alias)


@transaction.atomic
def deactivate(alias: Alias, reason: str) -> None:
    _switch(alias, Status.INACTIVE, reason)


def _switch(alias: Alias, status: Status, reason: str) -> None:
    alias.status = status
    save(alias, reason)
    if alias.active:
        health.restart(alias, now=timezone.now())


def save(alias: Alias, reason: str) -> None:
    """One by one, so that each change stands in the history of its alias."""
    alias._change_reason = reason or None  # type: ignore[attr-defined]
    alias.save()
