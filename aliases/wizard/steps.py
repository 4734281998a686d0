"""Which fields stand in which step, and the alias form made of a draft: all rules are that form's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from aliases.forms import AliasForm
from aliases.models import Alias
from aliases.wizard.drafts import AliasDraft
from departments.forms import BOUND_TO
from departments.models import Department

GENERAL = ("department", "name", "address", "description")
OPT_OUT = (
    "opt_out",
    "opt_out_content",
    "opt_out_link_text",
    "opt_out_page",
    "opt_out_url",
    "opt_out_one_click",
)
INCOMING = (
    "incoming_protocol",
    "incoming_host",
    "incoming_encryption",
    "incoming_port",
    "incoming_allow_clear",
    "incoming_verify",
    "incoming_method",
    "incoming_user",
    "incoming_secret",
    "incoming_secret_again",
    "incoming_unspaced",
    "folder",
)
MAIL = ("backlog", "backlog_since", "after_fetch", "after_fetch_folder")
OUTGOING = (
    "outgoing_protocol",
    "outgoing_host",
    "outgoing_encryption",
    "outgoing_port",
    "outgoing_allow_clear",
    "outgoing_verify",
    "outgoing_method",
    "outgoing_user",
    "outgoing_secret",
    "outgoing_secret_again",
    "outgoing_unspaced",
)
# A tick of the wizard's own: one mailbox, one user name, one password.
SAME_ACCOUNT = "same_account"
STEPS: dict[str, tuple[str, ...]] = {
    "general": GENERAL + OPT_OUT,
    "servers": INCOMING + MAIL + OUTGOING,
}
# name=value or name!=value, all of them to hold; read by wizard.js.
_OWN_ACCOUNT = "outgoing_protocol=esmtp same_account!=on"
WHEN = {
    "incoming_allow_clear": "incoming_encryption=none",
    "incoming_verify": "incoming_encryption!=none",
    "folder": "incoming_protocol=imap",
    "backlog_since": "backlog=since",
    "after_fetch_folder": "after_fetch=move",
    "outgoing_allow_clear": "outgoing_protocol=esmtp outgoing_encryption=none",
    "outgoing_verify": "outgoing_encryption!=none",
    "outgoing_method": "outgoing_protocol=esmtp",
    "outgoing_user": _OWN_ACCOUNT,
    "outgoing_secret": _OWN_ACCOUNT,
    "outgoing_secret_again": _OWN_ACCOUNT,
    "outgoing_unspaced": _OWN_ACCOUNT,
} | dict.fromkeys(OPT_OUT[1:], "opt_out=on")
DIRECTIONS = AliasForm.directions
_NOT_KEPT = {f"{one}_{part}" for one in DIRECTIONS for part in ("secret", "secret_again")}
_ON_THE_FORM = {f"{one}_unspaced" for one in DIRECTIONS} | _NOT_KEPT
_MODEL_FIELDS = [name for step in STEPS.values() for name in step if name not in _ON_THE_FORM]


def take(draft: AliasDraft, posted: QueryDict, step: str) -> None:
    """Keeps what was typed in a step, right or wrong; a box that is not sent is not ticked."""
    names = [name for name in STEPS[step] if name not in _NOT_KEPT]
    if step == "servers":
        names.append(SAME_ACCOUNT)
    draft.values = draft.values | {name: posted.get(name, "") for name in names}
    if step == "servers":
        _take_passwords(draft, posted)


def _take_passwords(draft: AliasDraft, posted: QueryDict) -> None:
    values = draft.values
    if values[SAME_ACCOUNT]:
        values["outgoing_user"] = values["incoming_user"]
    for direction in DIRECTIONS:
        typed = posted.get(f"{direction}_secret", "")
        if not typed or typed != posted.get(f"{direction}_secret_again", ""):
            continue
        if values[f"{direction}_unspaced"]:
            typed = "".join(typed.split())
        _keep(draft, direction, typed)
        if direction == "incoming" and values[SAME_ACCOUNT]:
            _keep(draft, "outgoing", typed)


def _keep(draft: AliasDraft, direction: str, password: str) -> None:
    # The same one is sent again with every step; sealed anew it would look like another.
    if password != draft.password(direction):
        setattr(draft, f"{direction}_password", password)
    given_for = {one: draft.values[f"{direction}_{one}"] for one in BOUND_TO}
    draft.facts = draft.facts | {"bound": draft.facts.get("bound", {}) | {direction: given_for}}


def form_of(page: Any, request: HttpRequest, draft: AliasDraft, **more: str) -> Any:
    """The alias form, bound to all that the draft holds, and to ``more``."""
    form_class = page.get_form(request, None, change=False, fields=[*_MODEL_FIELDS, "status"])
    start = _defaults(form_class)
    form = form_class(start | draft.values | more, instance=_instance(draft))
    widget = form.fields["department"].widget
    # Without the buttons that open other pages: nothing leads out of the wizard by chance.
    form.fields["department"].widget = getattr(widget, "widget", widget)
    return form


def typed_secrets(request: HttpRequest) -> dict[str, str]:
    """The passwords of this request: two that differ are not kept, but must be complained about."""
    return {name: request.POST[name] for name in sorted(_NOT_KEPT) if name in request.POST}


def _defaults(form_class: Any) -> dict[str, str]:
    """What an untouched form of a new alias sends."""
    form = form_class(instance=Alias())
    values = {
        name: field.prepare_value(form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
    }
    return {
        name: "on" if value is True else str(value)
        for name, value in values.items()
        if value not in (None, False, "")
    }


def _instance(draft: AliasDraft) -> Alias:
    """With the passwords, and with what they were given for: elsewhere they are not used."""
    alias = Alias()
    for direction in DIRECTIONS:
        password = draft.password(direction)
        if password:
            setattr(alias, f"{direction}_password", password)
            for one, value in draft.facts.get("bound", {}).get(direction, {}).items():
                # The form compares values, so that a port has to be a number here.
                known = int(value) if one == "port" and value.isdecimal() else value
                setattr(alias, f"{direction}_{one}", known)
    return alias


def errors_of(form: Any, names: tuple[str, ...]) -> dict[str, list[str]]:
    """Those of some fields, by name; of one password for both directions one complaint is enough."""
    found = {name: [str(one) for one in form.errors[name]] for name in names if name in form.errors}
    if form.data.get(SAME_ACCOUNT) and "incoming_secret" in found:
        found.pop("outgoing_secret", None)
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A field as the page shows it: hidden by the page's script unless ``when`` holds."""

    field: Any
    errors: list[str]
    when: str


def rows(form: Any, names: tuple[str, ...], errors: dict[str, list[str]]) -> list[Row]:
    return [Row(form[name], errors.get(name, []), WHEN.get(name, "")) for name in names]


def fill_first(draft: AliasDraft, user: Any, asked: Mapping[str, str]) -> None:
    """A new draft: the one department where there is no choice, or the one that was asked for."""
    departments = Department.objects.visible_to(user)
    wanted = asked.get("department", "")
    ids = [str(pk) for pk in departments.values_list("pk", flat=True)[:2]]
    if len(ids) == 1:
        draft.values["department"] = ids[0]
    elif wanted.isdecimal() and departments.filter(pk=int(wanted)).exists():
        draft.values["department"] = wanted
