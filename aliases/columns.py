"""The columns of the list of aliases (AL-15), as people read them; the export has the same."""

from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.timesince import timesince
from unfold.admin import ModelAdmin
from unfold.decorators import display

from aliases.conditions import Condition
from aliases.finding import order_of
from aliases.models import Alias

# So much of an error stands in the list; the rest opens below it.
SHORT = 60


# What failures have made of an alias, the worst first (AL-14).
BY_THE_SYSTEM = {
    Condition.STOPPED: "Inactive, needs a person",
    Condition.RETRYING: "Inactive, retrying",
    Condition.FAILING: "Failing",
}
COLOURS = {
    "Active": "success",
    "Failing": "warning",
    "Inactive, retrying": "danger",
    "Inactive, needs a person": "danger",
    "Deleted": "danger",
}


def status_of(alias: Any) -> str:
    """Active, Inactive (by people) or Deleted; else what the system has made of it."""
    if alias.deleted_at:
        return "Deleted"
    if not alias.active:
        return str(alias.get_status_display())
    found = {alias.retrieving_condition, alias.dispatching_condition}
    return next((words for one, words in BY_THE_SYSTEM.items() if one in found), "Active")


def errors_of(alias: Any) -> list[str]:
    found = (("Retrieving", alias.retrieving_error), ("Sending", alias.dispatching_error))
    return [f"{what}: {error}" for what, error in found if error]


def flags_of(alias: Alias) -> list[tuple[str, bool]]:
    """What is special about an alias, and whether it is a warning."""
    flags = [("default", False)] if alias.is_default else []
    if alias.account and alias.account.grant.state == "needs-sign-in":
        flags.append((f"{alias.account.name} needs sign-in", True))
    if address := alias.redirected_to(timezone.now()):
        flags.append((f"all mail goes to {address}", True))
    flags += [
        (f"no {role}", True)
        for role in ("retriever", "dispatcher")
        if getattr(alias, f"{role}_id") is None
    ]
    if alias.unverified:
        flags.append(("certificate not verified", True))
    return flags


def teams_of(alias: Any) -> list[str]:
    """The names of the teams that send or receive by it, of those the person may see."""
    teams = {*alias.sending_teams.all(), *alias.receiving_teams.all()}
    return sorted(team.name for team in teams)


def servers_of(alias: Alias) -> list[str]:
    """Where its mail comes from and leaves by; once where it is the same."""
    if alias.account:
        return [f"email account {alias.account.name}"]
    return list(dict.fromkeys((alias.incoming_host, alias.outgoing_host)))


class AliasColumns(ModelAdmin):
    """The display methods of the admin class."""

    @display(description="How an answer finds its case")
    def order_of_rules(self, alias: Alias | None) -> str:
        """The rules of the mode that is saved, first to last; a new alias has none yet."""
        if alias is None or not alias.pk:
            return "The rules of the mode are shown here once the alias is saved."
        lines = ((rule.label,) for rule in order_of(alias.threading_mode))
        return format_html(
            '<ol class="mc-rules">{}</ol>', format_html_join("", "<li>{}</li>", lines)
        )

    @display(
        description="Status",
        ordering="status",
        label=COLOURS,
    )
    def light(self, alias: Any) -> str:
        return status_of(alias)

    @display(description="Name", ordering="name")
    def named(self, alias: Alias) -> str:
        flags = [("mc-problem" if bad else "mc-flag", words) for words, bad in flags_of(alias)]
        marks = format_html_join("", ' <span class="{}">({})</span>', flags)
        return format_html("{}{}", alias.name, marks)

    @display(description="Teams")
    def teams(self, alias: Any) -> str:
        return ", ".join(teams_of(alias)) or "—"

    @display(description="Servers", ordering="incoming_host")
    def servers(self, alias: Alias) -> str:
        return ", ".join(servers_of(alias))

    @display(description="Last retrieved", ordering="last_retrieved")
    def retrieved(self, alias: Any) -> str:
        return ago(alias.last_retrieved)

    @display(description="Last sent", ordering="last_sent")
    def sent(self, alias: Any) -> str:
        return ago(alias.last_sent)

    @display(description="Waiting", ordering="waiting")
    def waits(self, alias: Any) -> int:
        return int(alias.waiting)

    @display(description="Error")
    def problem(self, alias: Any) -> str:
        return shortened(" ".join(errors_of(alias)))


def shortened(words: str) -> str:
    """An error for a list: its beginning, the rest opens below it."""
    if len(words) <= SHORT:
        return format_html('<span class="mc-problem">{}</span>', words) if words else "—"
    return format_html(
        '<details class="mc-error mc-problem"><summary title="{}">{}</summary>{}</details>',
        words,
        Truncator(words).chars(SHORT),
        words,
    )


def ago(at: Any) -> str:
    return f"{timesince(at)} ago" if at else "never"
