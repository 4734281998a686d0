"""The forms of monitor and maintenance window: rules that span fields, or depend on the person."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from aliases.incidents.models import Maintenance
from aliases.incidents.monitors import Monitor
from departments.forms import KEEPS, ReasonForm, password_field
from departments.models import User


class MonitorForm(ReasonForm):
    """The secret is only ever typed; it signs for the server it was typed for, and for no other."""

    secret = password_field("Webhook secret", KEEPS)

    class Meta:
        model = Monitor
        fields = (
            "department",
            "enabled",
            "people",
            "addresses",
            "webhook_url",
            "interval_minutes",
            "most_waiting",
            "longest_minutes",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_people(cleaned)
        self._clean_secret(cleaned)
        return cleaned

    def _clean_people(self, cleaned: dict[str, Any]) -> None:
        department, people = cleaned.get("department"), cleaned.get("people")
        if department is None or people is None:
            return
        seeing = set(User.objects.who_see(department).values_list("pk", flat=True))
        strangers = sorted(str(one) for one in people if one.pk not in seeing)
        if strangers:
            words = f"{', '.join(strangers)} cannot see {department}. Leave them out, or make them a member."
            self.add_error("people", words)

    def _clean_secret(self, cleaned: dict[str, Any]) -> None:
        url, typed = cleaned.get("webhook_url", "").strip(), cleaned.get("secret", "")
        if not url:
            self.instance.webhook_secret = ""
        elif typed:
            self.instance.webhook_secret = typed
        elif not self.instance.webhook_secret:
            self.add_error(
                "secret", "Type a secret: the receiver knows by it that a notice is genuine."
            )
        elif server_of(url) != server_of(self.initial.get("webhook_url", "")):
            words = "The webhook is another server now: type a secret for it."
            self.add_error("secret", words)


def server_of(url: str) -> tuple[str, str]:
    """What a secret was typed for: scheme, host and port."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc.lower()


class MaintenanceForm(ReasonForm):
    """``for_all`` is whether the person may leave partition and alias empty."""

    for_all: ClassVar[bool] = False

    class Meta:
        model = Maintenance
        fields = ("partition", "alias", "host", "begins", "ends")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        partition, alias = cleaned.get("partition"), cleaned.get("alias")
        if alias is not None and partition is None:
            cleaned["partition"] = alias.department.partition
        elif alias is not None and partition != alias.department.partition:
            self.add_error("alias", f"{alias} does not belong to the partition {partition}.")
        elif partition is None and alias is None and not self.for_all:
            self.add_error("alias", "Choose an alias, or the partition where you may.")
        return cleaned
