"""The filters of the list of aliases (AL-15); each offers only what the person may see."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from aliases.columns import BY_THE_SYSTEM
from aliases.conditions import Condition
from aliases.jobs import Job
from aliases.models import Alias
from departments.models import Team
from departments.visibility import visible

Choices = list[tuple[str, str]]
# A filter offers so many servers; the search finds the others as well.
MOST = 100


class DeletedFilter(admin.SimpleListFilter):
    """Deleted aliases are hidden unless somebody asks for them."""

    title = "deleted"
    parameter_name = "deleted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", "Deleted")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alias]) -> QuerySet[Alias]:
        return queryset.filter(deleted_at__isnull=self.value() != "yes")


class TeamFilter(admin.SimpleListFilter):
    title = "team"
    parameter_name = "team"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(str(one.pk), one.name) for one in self._teams(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alias]) -> QuerySet[Alias]:
        chosen = self.value()
        if chosen is None:
            return queryset
        teams = (
            self._teams(request).filter(pk=chosen) if chosen.isdecimal() else Team.objects.none()
        )
        uses = Q(sending_teams__in=teams.values("pk")) | Q(receiving_teams__in=teams.values("pk"))
        return queryset.filter(pk__in=Alias.objects.filter(uses).values("pk"))

    def _teams(self, request: HttpRequest) -> QuerySet[Team]:
        return visible(Team.objects.all(), request.user, "department")


class ProtocolFilter(admin.SimpleListFilter):
    title = "protocol"
    parameter_name = "protocol"
    columns = {"pop3": "incoming", "imap": "incoming", "smtp": "outgoing", "esmtp": "outgoing"}

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(one, one.upper()) for one in self.columns]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alias]) -> QuerySet[Alias]:
        chosen = self.value()
        if chosen not in self.columns:
            return queryset
        return queryset.filter(**{f"{self.columns[chosen]}_protocol": chosen})


class ProviderFilter(admin.SimpleListFilter):
    """By the name of a server, incoming or outgoing."""

    title = "server"
    parameter_name = "server"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        mine = Alias.objects.present().visible_to(request.user).order_by()
        incoming, outgoing = (
            mine.exclude(**{column: ""}).values_list(column, flat=True)
            for column in ("incoming_host", "outgoing_host")
        )
        hosts = incoming.union(outgoing).order_by("incoming_host")[:MOST]
        return [(host, host) for host in hosts]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alias]) -> QuerySet[Alias]:
        host = self.value()
        if host is None:
            return queryset
        return queryset.filter(Q(incoming_host=host) | Q(outgoing_host=host))


class ConditionFilter(admin.SimpleListFilter):
    """What failures have made of either way of an active alias (AL-14)."""

    title = "condition"
    parameter_name = "condition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        troubled = [(str(one.value), words) for one, words in BY_THE_SYSTEM.items()]
        return [(Condition.WORKING.value, "Working"), *reversed(troubled)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alias]) -> QuerySet[Alias]:
        chosen = self.value()
        if chosen not in Condition.values:
            return queryset
        active = queryset.filter(status="active", deleted_at=None)
        if chosen == Condition.WORKING:
            return active.exclude(pk__in=_in_condition(*BY_THE_SYSTEM))
        return active.filter(pk__in=_in_condition(Condition(chosen)))


def _in_condition(*conditions: Condition) -> QuerySet[Job, Any]:
    return Job.objects.filter(condition__in=conditions).values("alias")


class ProblemFilter(admin.SimpleListFilter):
    title = "problem"
    parameter_name = "problem"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("failing", "Failing"),
            ("redirected", "All mail goes to one address"),
            ("unverified", "Certificate not verified"),
            ("never", "Never retrieved"),
            ("unassigned", "No retriever or dispatcher"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alias]) -> QuerySet[Alias]:
        conditions = {
            "failing": Q(status="active") & Q(jobs__error__gt=""),
            "redirected": Q(send_mail_to__gt="", send_mail_to_until__gt=timezone.now()),
            "unverified": _unverified("incoming") | _unverified("outgoing"),
            "unassigned": Q(retriever=None) | Q(dispatcher=None),
            "never": Q(jobs__direction="retrieve", jobs__last_success_at=None),
        }
        condition = conditions.get(self.value() or "")
        if condition is None:
            return queryset
        return queryset.filter(pk__in=Alias.objects.filter(condition).values("pk"))


def _unverified(direction: str) -> Q:
    return Q(**{f"{direction}_verify": False}) & ~Q(**{f"{direction}_encryption": "none"})
