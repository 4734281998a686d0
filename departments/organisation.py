"""The forms of partition, department and team, each with the rules that span several fields."""

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from departments.addresses import CompletedEmailField, CompletesAddresses
from departments.forms import KEEPS, ReasonForm, WriteOnlyPasswords, password_field
from departments.models import Department, Partition, Team, User

ROUND_AND_ROUND = (
    "This is an address of an alias: each copy would come in as mail. Choose a mailbox that this "
    "system does not retrieve."
)


class PartitionForm(WriteOnlyPasswords, CompletesAddresses, ReasonForm):
    """The default SMTP server is unset while it has no host; then it needs no password either."""

    outgoing_secret = password_field("Password", KEEPS)
    outgoing_secret_again = password_field("Password again")
    directions = ("outgoing",)

    class Meta:
        model = Partition
        fields = "__all__"  # the page lists its own
        field_classes = {
            "default_to": CompletedEmailField,
            "default_from": CompletedEmailField,
            "outgoing_address": CompletedEmailField,
            "log_address": CompletedEmailField,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        until = cleaned.get("training_until")
        touched = {"training", "training_until"} & set(self.changed_data)
        if cleaned.get("training") and until and touched and until <= timezone.now():
            self.add_error("training_until", "This is in the past. Type a time to come.")
        log = str(cleaned.get("log_address") or "").lower()
        if "log_address" in self.changed_data and log in _addresses_of_aliases():
            self.add_error("log_address", ROUND_AND_ROUND)
        return cleaned

    def signs_in(self, direction: str) -> bool:
        return bool(self.cleaned_data.get("outgoing_host")) and super().signs_in(direction)

    def company_domain(self) -> str:
        return str(self.cleaned_data.get("company_domain", "")).strip().lstrip("@").lower()


def _addresses_of_aliases() -> set[str]:
    aliases = apps.get_model("aliases", "Alias").objects.filter(deleted_at=None)
    return {
        one.lower()
        for address, redirections in aliases.values_list("address", "redirections")
        for one in (address, *redirections.split())
    }


class DepartmentForm(ReasonForm):
    class Meta:
        model = Department
        fields = (
            "partition",
            "parent",
            "name",
            "exception_mode",
            "accepts_transfers",
            "choose_from_replies",
            "choose_from_new",
            "transferred_from",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who sends none of these keeps what is set.
        for name in {"exception_mode", "transferred_from"} & set(self.fields):
            self.fields[name].required = False


class TeamForm(ReasonForm):
    """Members must see the department; the default alias is one of the outgoing ones."""

    class Meta:
        model = Team
        fields = (
            "department",
            "name",
            "members",
            "outgoing_aliases",
            "default_alias",
            "incoming_alias",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_members(cleaned)
        self._clean_default(cleaned)
        return cleaned

    def _clean_members(self, cleaned: dict[str, Any]) -> None:
        department, members = cleaned.get("department"), cleaned.get("members")
        if department is None or members is None:
            return
        seeing = set(User.objects.who_see(department).values_list("pk", flat=True))
        strangers = sorted(str(one) for one in members if one.pk not in seeing)
        if strangers:
            words = (
                f"{', '.join(strangers)} cannot see {department}. Make them a member of that "
                "department first (People), or leave them out."
            )
            self.add_error("members", words)

    def _clean_default(self, cleaned: dict[str, Any]) -> None:
        outgoing = list(cleaned.get("outgoing_aliases") or [])
        default = cleaned.get("default_alias")
        if default is None and len(outgoing) == 1:
            cleaned["default_alias"] = outgoing[0]
        elif default is None and outgoing:
            self.add_error("default_alias", "Choose which of the outgoing aliases is the default.")
        elif default is not None and default not in outgoing:
            words = f"{default} is not among the outgoing aliases: add it there, or choose another."
            self.add_error("default_alias", words)


def with_present(field: Any, present: Any) -> None:
    """Adds what stands in the row already, so that saving it drops nobody the person cannot see."""
    wanted = Q(pk__in=field.queryset.values("pk")) | Q(pk__in=[one.pk for one in present])
    field.queryset = field.queryset.model._default_manager.filter(wanted)
