"""Aliases join an email account, and leave it again (AC-5 to AC-7).

An alias that joins keeps its own servers and password in its row, unused, as the way back.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.identity import same
from accounts.models import EmailAccount
from aliases import defaults, deletion
from aliases.bulk.testing import failure, in_words
from aliases.deletion import Obstructed, Waiting
from aliases.models import Alias, AliasQuerySet, Status

JOINED = "Uses the account now; its own servers and password are kept for the way back."
RETURNED = "Has its own servers again, and is inactive until somebody activates it."
DELETED = "Was made for this account, and is deleted."
ELSEWHERE = (
    "{address} does not belong to this account, whose mailbox is {mailbox}. If it is a mailbox of "
    "its own that the account may open, tick “shared mailbox”."
)
TAKEN = "It has another account or was deleted meanwhile."
ACTIVE_DEFAULT = "It is the active default alias of its department. {}"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one alias; ``done`` is False where it was left as it was."""

    address: str
    done: bool
    words: str


def candidates(account: EmailAccount) -> AliasQuerySet:
    """The aliases of the account's department that sign in by themselves."""
    return Alias.objects.present().filter(department=account.department_id, account=None)


def trouble(alias: Alias) -> str:
    """Why the alias, which has its account already but is not saved, does not work with it.

    Signs in for real, to its mailbox and to the SMTP server. Empty where both work.
    """
    account = alias.account
    assert account is not None  # noqa: S101  # the caller has set it
    if not alias.shared_mailbox and not _belongs(alias.address, account):
        return ELSEWHERE.format(address=alias.address, mailbox=account.address)
    if errors := alias.clean_retrieving(pop3=account.server_type == "pop3"):
        return " ".join(str(words) for words in errors.values())
    return next(_refusals(alias), "")


def _refusals(alias: Alias) -> Iterator[str]:
    for direction in ("incoming", "outgoing"):
        if why := failure(alias, direction):
            yield f"{direction.capitalize()}: {in_words(why)}"


def _belongs(address: str, account: EmailAccount) -> bool:
    return same(address, account.address) or same(address, account.grant.identity)


def join(alias: Alias, account: EmailAccount, *, shared: bool, reason: str) -> Result:
    """Tries the account for real, without a transaction, then converts the alias."""
    tried = copy.copy(alias)
    tried.account, tried.shared_mailbox = account, shared
    if words := trouble(tried):
        return Result(alias.address, False, words)
    with transaction.atomic():
        current = candidates(account).select_for_update(of=("self",)).filter(pk=alias.pk).first()
        if current is None:
            return Result(alias.address, False, TAKEN)
        current.account, current.shared_mailbox = account, shared
        current.folder = tried.folder
        current._change_reason = reason or None  # type: ignore[attr-defined]
        current.save()
    return Result(alias.address, True, JOINED)


def leave(alias: Alias, *, user: Any, reason: str, now: datetime) -> Result:
    """A converted alias returns to its own servers, inactive; one made for the account is deleted."""
    if alias.is_default and alias.active:
        words = ACTIVE_DEFAULT.format(defaults.way_out(alias))
        return Result(alias.address, False, words)
    if not alias.made_for_account:
        return _returned(alias, reason)
    try:
        deletion.delete(alias, Waiting.HOLD, user=user, reason=reason, now=now)
    except Obstructed:
        words = " ".join(one.words for one in deletion.obstacles(alias, user))
        return Result(alias.address, False, words)
    return Result(alias.address, True, DELETED)


@transaction.atomic
def _returned(alias: Alias, reason: str) -> Result:
    current = Alias.objects.present().select_for_update(of=("self",)).get(pk=alias.pk)
    current.account, current.shared_mailbox = None, False
    current.status = Status.INACTIVE
    current._change_reason = reason or None  # type: ignore[attr-defined]
    current.save()
    return Result(alias.address, True, RETURNED)
