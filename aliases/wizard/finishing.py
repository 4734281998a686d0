"""The end of the wizard: the draft becomes an alias, active or not, and is gone."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from aliases import defaults
from aliases.models import Alias, Status
from aliases.wizard import teams, testing
from aliases.wizard.drafts import AliasDraft
from aliases.wizard.steps import form_of

WHY_UNTESTED = (
    "A test has not passed with these settings. Test them in step 2, or say here why you activate "
    "the alias all the same."
)


class Missing(Exception):
    """The draft cannot become an alias yet; ``form`` has the errors, by field."""

    def __init__(self, form: Any) -> None:
        super().__init__("the draft is not complete")
        self.form = form


def untested(draft: AliasDraft) -> bool:
    return any(result != testing.PASSED for result in testing.results(draft).values())


def finish(page: Any, request: HttpRequest, draft: AliasDraft, *, active: bool) -> Alias:
    """Makes the alias. Raises Missing, with the draft unchanged."""
    status = Status.ACTIVE if active else Status.INACTIVE
    reason = request.POST.get("change_reason", "").strip()
    form = form_of(page, request, draft, status=status.value, change_reason=reason)
    groups = teams.form_of(request.user, draft)
    form.is_valid()
    if active and not reason and untested(draft):
        form.add_error("change_reason", WHY_UNTESTED)
    for words in groups.errors_for(form.cleaned_data.get("department")):
        form.add_error(None, words)
    if form.errors or not groups.is_valid():
        raise Missing(form)
    with transaction.atomic():
        alias: Alias = form.save(commit=False)
        page.save_model(request, alias, form, False)
        form.save_m2m()
        defaults.first_becomes_default(alias)
        groups.assign(alias)
        page.log_addition(request, alias, [{"added": {}}])
        draft.delete()
    return alias
