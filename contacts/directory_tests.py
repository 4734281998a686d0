"""The tests on a directory server's page, with the form as it stands: sign in, find, browse."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseNotAllowed

from contacts import connections
from contacts.directory_forms import SampleForm
from contacts.models import Directory
from departments import trials
from departments.login_test import PERMISSION, Reports, Test, errors_of, refused, streamed
from departments.trials import Refused
from wire import ldap_probe
from wire.ldap_values import Branch, Mapped

# The longest value of an attribute, and the most of them, that a page shows.
LONGEST, MOST = 200, 60
# Parts of the names of attributes that are nobody's business, hashed or not.
SECRETS = ("password", "pwd", "secret", "credential")
Lines = Iterator[Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A test; it begins when its steps are asked for, so that it may fail as one of them."""

    run: Callable[[Directory, dict[str, str]], Reports]
    tell: Callable[[Any], dict[str, Any]]


def look_up(directory: Directory, typed: dict[str, str]) -> Lines:
    yield from ldap_probe.look_up(
        connections.server_of(directory),
        connections.query_for(directory, typed["sample"].strip()),
        {"address": directory.address_attribute, **directory.attributes},
    )


def browse(directory: Directory, typed: dict[str, str]) -> Lines:
    yield from ldap_probe.browse(connections.server_of(directory), typed["dn"].strip())


def told_entry(found: Mapped) -> dict[str, Any]:
    named = ", ".join(f"{name}: {value}" for name, value in found.values.items() if value)
    missing = ", ".join(name for name, value in found.values.items() if not value)
    words = [f"Found {found.entry.dn}.", f"Taken over would be {named}."]
    if missing:
        words.append(f"It has no {missing}.")
    if found.others:
        words.append(f"{found.others} more match: the first is taken.")
    return {"words": " ".join(words)}


def told_branch(found: Branch) -> dict[str, Any]:
    attributes = [
        {"name": name, "value": "; ".join(values)[:LONGEST]}
        for name, values in sorted(found.entry.attributes.items())
        if not any(word in name for word in SECRETS)
    ]
    more = ", and more" if found.more else ""
    words = f"{found.entry.dn or 'The root'}: {len(found.children)} entries below{more}."
    return {
        "words": words,
        "dn": found.entry.dn,
        "children": list(found.children),
        "attributes": attributes[:MOST],
    }


KINDS = {"look-up": Kind(look_up, told_entry), "browse": Kind(browse, told_branch)}


def answer(page: Any, request: HttpRequest, what: str, pk: int | None) -> Any:
    """As aliases.login_test.answer: one JSON object a line, or 400 with the errors by field."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if what not in KINDS:
        raise Http404
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    saved = _saved(page, request, pk)
    form = page.get_form(request, saved, change=saved is not None)(request.POST, instance=saved)
    sample = SampleForm(request.POST)
    left_out = {"change_reason", "name", "enabled"}
    if what == "browse":
        left_out |= {"base", "filter_template"}
    if errors := errors_of(form, set(form.fields) - left_out) or errors_of(
        sample, {"sample", "dn"}
    ):
        return errors
    directory: Directory = form.instance
    about = f"Directory server {directory.name}: {directory.host}:{directory.port}"
    try:
        trial = trials.begin(request.user, what, about=about, department=directory.department)
    except Refused as error:
        return refused(error)
    kind = KINDS[what]
    return streamed(Test(kind.run(directory, sample.cleaned_data), trial, "", kind.tell))


def _saved(page: Any, request: HttpRequest, pk: int | None) -> Directory | None:
    if pk is None:
        if not page.has_add_permission(request):
            raise PermissionDenied
        return None
    row: Directory | None = page.get_object(request, str(pk))
    if row is None or not page.has_view_permission(request, row):
        raise Http404
    return row
