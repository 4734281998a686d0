"""The form of an alias: its fields, a password for each direction, and who is the default."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.widgets import UnfoldBooleanSwitchWidget

from aliases import defaults
from aliases.assigning import COLUMN
from aliases.directions import Direction
from aliases.directory_choice import ChoosesDirectories
from aliases.instances import ServiceInstance
from aliases.methods import MethodSelect, needs_password
from aliases.models import Alias, Status
from aliases.rules import REDIRECTED_FOR, split_addresses
from departments.addresses import CompletedEmailField, CompletesAddresses, completed
from departments.forms import KEEPS, ReasonForm, WriteOnlyPasswords, password_field
from wire.sasl.choice import available
from wire.sasl.method import Method

ADDRESSES = ("address", "automatic_bcc", "send_mail_to", "outgoing_address")
SHORT_TEXTS = {"description", "redirections", "opt_out_content", "acknowledge_text"}
SPACES = "Providers show app passwords in groups, such as abcd efgh: there the spaces do not count."


def unspaced_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="Remove the spaces from the password",
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=SPACES,
    )


class AliasForm(ChoosesDirectories, CompletesAddresses, WriteOnlyPasswords, ReasonForm):
    """``incoming_secret`` and ``outgoing_secret`` take a new password; empty keeps the old one.

    ``wants_default`` and ``was_active`` tell the page what to do after saving.
    """

    incoming_secret = password_field("Password", KEEPS)
    incoming_secret_again = password_field("Password again")
    incoming_unspaced = unspaced_field()
    outgoing_secret = password_field("Password", KEEPS)
    outgoing_secret_again = password_field("Password again")
    outgoing_unspaced = unspaced_field()
    directions = ("incoming", "outgoing")

    class Meta:
        model = Alias
        fields = "__all__"  # the page lists its own
        field_classes = dict.fromkeys(ADDRESSES, CompletedEmailField)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_active = bool(self.instance.pk) and self.instance.active
        self.wants_default = False
        for name in SHORT_TEXTS & set(self.fields):
            self.fields[name].widget.attrs["rows"] = 3
        for direction in self.directions:
            field: Any = self.fields.get(f"{direction}_method")
            if field is not None:
                field.widget = MethodSelect(choices=field.widget.choices)
                field.required = False
        if "priority" in self.fields:
            # Who sends none keeps the one that is set.
            self.fields["priority"].required = False
        if self.instance.pk:
            self._offer_instances(self.instance.department.partition_id)

    def clean_priority(self) -> int:
        return int(self.cleaned_data["priority"] or self.instance.priority)

    def _offer_instances(self, partition_id: int) -> None:
        for name in COLUMN.values():
            field: Any = self.fields.get(name)
            if field is not None:
                field.queryset = field.queryset.filter(partition=partition_id)

    def clean(self) -> dict[str, Any]:
        for direction in self.directions:
            self._clean_spaces(direction)
        cleaned = super().clean()
        for direction in self.directions:
            self._clean_method(direction)
        self._complete_redirections()
        self._clean_end()
        self._clean_default()
        self._clean_instances()
        self._clean_analyst()
        return cleaned

    def _clean_analyst(self) -> None:
        analyst = self.cleaned_data.get("default_logging_analyst")
        department = self.cleaned_data.get("department")
        if analyst and department and analyst.department_id != department.pk:
            self.add_error("default_logging_analyst", f"{analyst} belongs to another department.")

    def _clean_instances(self) -> None:
        """Of the alias's own partition; where the alias goes to another one it joins the defaults there."""
        department = self.cleaned_data.get("department")
        for direction, name in COLUMN.items():
            chosen = self.cleaned_data.get(name)
            if not chosen or not department or chosen.partition_id == department.partition_id:
                continue
            if name in self.changed_data:
                self.add_error(name, f"{chosen} belongs to another partition.")
            else:
                default = ServiceInstance.objects.default(department.partition_id, direction)
                self.cleaned_data[name] = default

    def concerned(self) -> list[Direction]:
        """The directions that are to be tried again, what the person changed being their business."""
        if self.instance.active and not self.was_active:
            return list(Direction)
        starts = {Direction.RETRIEVE: ("incoming_", "folder"), Direction.DISPATCH: ("outgoing_",)}
        return [
            one
            for one, words in starts.items()
            if any(name.startswith(words) for name in self.changed_data)
        ]

    def _complete_redirections(self) -> None:
        domain = self.company_domain()
        typed = split_addresses(self.cleaned_data.get("redirections", ""))
        try:
            whole = [completed(one, domain) for one in typed]
        except ValidationError as error:
            self.add_error("redirections", error)
        else:
            self.cleaned_data["redirections"] = "\n".join(whole)

    def _clean_spaces(self, direction: str) -> None:
        """Only by the person's leave: a space may be part of a password."""
        if not self.cleaned_data.get(f"{direction}_unspaced"):
            return
        for name in (f"{direction}_secret", f"{direction}_secret_again"):
            self.cleaned_data[name] = "".join(self.cleaned_data.get(name, "").split())

    def signs_in(self, direction: str) -> bool:
        """Whether the direction needs a password, as the form stands."""
        if self.instance.account_id:
            return False
        method = self.cleaned_data.get(f"{direction}_method") or Method.AUTOMATIC
        stored = bool(getattr(self.instance, f"{direction}_password"))
        return super().signs_in(direction) and (stored or needs_password(method))

    def _clean_method(self, direction: str) -> None:
        name = f"{direction}_method"
        chosen = self.cleaned_data.get(name)
        if chosen and name in self.changed_data and (reason := available(Method(chosen))):
            self.add_error(name, reason)
        elif not chosen and name in self.cleaned_data:
            self.cleaned_data[name] = Method.AUTOMATIC.value

    def _clean_end(self) -> None:
        """An end that passed long ago may stand; a new one must be to come."""
        until = self.cleaned_data.get("send_mail_to_until")
        touched = {"send_mail_to", "send_mail_to_until"} & set(self.changed_data)
        if self.cleaned_data.get("send_mail_to") and until and touched and until <= timezone.now():
            later = timezone.localtime(timezone.now() + REDIRECTED_FOR + timedelta(minutes=1))
            words = f"This is in the past. Type a time to come, such as {later:%Y-%m-%d %H:%M}."
            self.add_error("send_mail_to_until", words)

    def _clean_default(self) -> None:
        """The flag itself is left to ``defaults``, which switches two rows in one transaction."""
        was = bool(self.instance.pk) and self.instance.is_default
        wants = bool(self.cleaned_data.pop("is_default", was))
        active = self.cleaned_data.get("status") == Status.ACTIVE
        if not was:
            if wants and not active:
                self.add_error("is_default", defaults.INACTIVE_DEFAULT)
            self.wants_default = wants
        elif "department" in self.changed_data and defaults.others_active(self.instance):
            self.add_error("department", defaults.MAKE_ANOTHER)
        elif wants and not active and "status" in self.cleaned_data:
            self.add_error("status", defaults.way_out(self.instance))
        elif not wants and defaults.others_active(self.instance):
            self.add_error("is_default", defaults.MAKE_ANOTHER)
        else:
            # Given up or moved, it leaves its department without a default: there is no other.
            self.instance.is_default = wants and "department" not in self.changed_data
