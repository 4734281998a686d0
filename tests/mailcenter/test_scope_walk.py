"""Nobody sees or changes in the console what belongs to another department: every address tried."""

from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.test import Client, RequestFactory
from django.urls import reverse

from activities import queueing
from activities.models import Activity, FailedMessage, RawMessage, Recipient, RecipientState
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from aliases.models import Alias
from departments.models import Department, Partition, User
from departments.written_once import purging
from tests.mailcenter.pages import HOME, Page, body, goes_home, pages, visited
from tests.mailcenter.people import staff, typed
from tests.mailcenter.rows import Rows, database, everything, fill, values_of

# Stands in everything of the other department, and nowhere else.
SENTINEL = "zebra"
# What is searched for: a search page may repeat its own words.
SEARCHED = "zebr"
CLOSED = {403, 404, 405}
# Nothing but the signing out ends the session; it is tried alone.
LOGOUT = "logout"
DRAFT_PAGES = ("general", "servers", "summary", "test", "discard")

# What opens without signing in: states and numbers for machines, and the page of readers who opt out.
PROBES = {"healthz", "readyz", "metrics", "opt-out"}


@pytest.fixture
def mine(root: Department, make_alias) -> Rows:
    return fill(
        Department.objects.create(partition=root.partition, parent=root, name="Sales"),
        make_alias,
        "camel",
    )


@pytest.fixture
def beside(root: Department, make_alias) -> Rows:
    values = {"partition": root.partition, "parent": root}
    department = Department.objects.create(name=f"{SENTINEL} department", **values)
    return fill(department, make_alias, SENTINEL)


@pytest.fixture
def elsewhere(db, make_alias) -> Rows:
    """In another partition."""
    partition = Partition.objects.create(name=f"{SENTINEL} Ltd")
    department = Department.objects.create(partition=partition, name=f"{SENTINEL}ra department")
    return fill(department, make_alias, f"{SENTINEL}ra")


@pytest.fixture(params=["beside", "elsewhere"])
def theirs(request) -> Rows:
    return request.getfixturevalue(request.param)


@pytest.fixture
def member(mine: Rows, sign_in) -> Client:
    """Has every permission, in the department of ``mine`` alone."""
    return sign_in(staff("member", mine[Department]))


def all_pages(rows: Rows) -> list[Page]:
    return [one for one in pages(values_of(rows)) if one.name != LOGOUT]


def apart(rows: Rows) -> list[Page]:
    """The pages about rows of a department; service instances are the whole partition's."""
    return [one for one in all_pages(rows) if one.of_a_row and one.model is not ServiceInstance]


def shown(client: Client, url: str, **query: object) -> str:
    return body(client.get(url, query, follow=True))


def leaks(client: Client, urls: list[tuple[str, dict[str, object]]]) -> list[str]:
    """The addresses whose answer has the sentinel in it, or the first page's after them."""
    tried = [*urls, (HOME, {})]
    return [
        f"{at} {query}"
        for at, query in tried
        if SENTINEL in body(visited(client, "get", at, query))
    ]


def opened(client: Client, tried: list[Page], method: str, data: dict[str, object]) -> list[str]:
    """The pages that are not refused, and the first page if it tells of theirs after all that."""
    found = [str(page) for page in tried if not refused(client, page, method, data)]
    return [*found, HOME] if SENTINEL in shown(client, HOME) else found


def refused(client: Client, page: Page, method: str, data: dict[str, object]) -> bool:
    """403, 404 or 405, or the way back to the first page; and not a word of theirs."""
    response = visited(client, method, page.url, data)
    closed = response.status_code in CLOSED or goes_home(response)
    return closed and SENTINEL not in body(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_about_an_object_opens_to_another_department(
    member: Client, theirs: Rows, method: str
):
    before = database()
    data = everything(theirs) if method == "post" else {}
    assert opened(member, apart(theirs), method, data) == []
    assert database() == before


def test_the_same_pages_open_to_the_administrator(console: Client, mine: Rows, beside: Rows):
    tried = [page for page in all_pages(beside) if page.of_a_row]
    found = {page.name: console.get(page.url, follow=True) for page in tried}
    names_it = {name for name, one in found.items() if SENTINEL in body(one)}
    missing = {name for name, one in found.items() if one.status_code == 404}
    # Drafts and uploads are their owner's alone, whoever asks.
    drafts = {f"aliases_wizard_{one}" for one in DRAFT_PAGES} | {"contacts_person_import_trial"}
    unsent = {f"activities_activity_unsent_{one}" for one in ("mail", "preview", "html")}
    assert missing == {"view_on_site"} | drafts | unsent
    assert {"aliases_alias_change", "aliases_alias_simple_history"} <= names_it
    assert {"activities_activity_source", "activities_recipient_change"} <= names_it
    assert {"activities_failedmessage_source", "departments_user_change"} <= names_it


def test_no_list_form_or_search_names_what_is_theirs(
    member: Client, beside: Rows, elsewhere: Rows, mine: Rows
):
    urls: list[tuple[str, dict[str, object]]] = []
    for page in all_pages(mine):
        asked = [{}] if page.of_a_row else [{}, {"q": SEARCHED}, *queries(page, beside)]
        asked += [] if page.of_a_row else queries(page, elsewhere)
        urls += [(page.url, query) for query in asked]
    assert len(urls) > 500
    assert leaks(member, urls) == []


def queries(page: Page, rows: Rows) -> list[dict[str, object]]:
    """The ways to ask a page for rows: filters of a list one by one, as each hides what another
    would show; else all the values to begin a form with, which do not disturb each other."""
    keys: dict[str, object] = {"department": rows[Department].pk}
    fields = foreign_keys(page.model)
    keys |= {field.name: rows[field.related_model].pk for field in fields}
    if page.name.endswith("_changelist"):
        own = [{name: key} for name, key in keys.items() if name in own_filters(page.model)]
        return [*own, *({f"{one.name}__id__exact": keys[one.name]} for one in fields)]
    return [keys] if page.model else [keys, {"s": SEARCHED, "extended": "1"}]


def own_filters(model: type[Model] | None) -> set[str]:
    shown = admin.site._registry[model].list_filter
    return {"department"} | {getattr(one, "parameter_name", "") for one in shown}


def foreign_keys(model: type[Model] | None) -> list[ForeignKey]:
    fields = model._meta.get_fields() if model else []
    known = admin.site._registry
    return [one for one in fields if isinstance(one, ForeignKey) and one.related_model in known]


@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")
def test_autocomplete_offers_nothing_of_theirs(member: Client, theirs: Rows):
    urls = []
    for model in apps.get_models():
        for field in foreign_keys(model):
            facts = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
            query = {**facts, "field_name": field.name, "term": SEARCHED}
            urls.append(("/console/autocomplete/", query))
    assert len(urls) > 8
    assert leaks(member, urls) == []


def test_no_action_on_a_list_touches_what_is_theirs(member: Client, theirs: Rows):
    before = database()
    for model, page in admin.site._registry.items():
        request = RequestFactory().get("/")
        request.user = User.objects.get(username="member")
        for action in page.get_actions(request):
            url = f"/console/{model._meta.app_label}/{model._meta.model_name}/"
            agreed = {"post": "yes", "confirmed": "yes"}
            data = {"action": action, "_selected_action": [theirs[model].pk]} | agreed
            assert SENTINEL not in body(member.post(url, data, follow=True))
    assert database() == before


def test_the_same_actions_work_on_what_is_mine(member: Client, mine: Rows):
    chosen = {"_selected_action": [mine[Alias].pk], "confirmed": "yes"}
    member.post("/console/aliases/alias/bulk/deactivate/", chosen)
    chosen = {"chosen": mine[Recipient].pk, "confirmed": "yes"}
    member.post("/console/activities/recipient/retry/", chosen)
    assert not Alias.objects.get(pk=mine[Alias].pk).active
    assert Recipient.objects.get(pk=mine[Recipient].pk).state == RecipientState.QUEUED


def test_an_alias_cannot_be_made_in_their_department(member: Client, theirs: Rows):
    answer = member.post("/console/aliases/alias/add/", typed(theirs[Department]))
    assert "Select a valid choice" in body(answer)
    assert not Alias.objects.filter(address="support@lab.test").exists()


def test_an_alias_cannot_be_moved_to_their_department(member: Client, mine: Rows, theirs: Rows):
    url = f"/console/aliases/alias/{mine[Alias].pk}/change/"
    answer = member.post(url, typed(theirs[Department]))
    assert "Select a valid choice" in body(answer)
    assert Alias.objects.get(pk=mine[Alias].pk).department == mine[Department]


def test_a_department_cannot_be_put_below_theirs(member: Client, mine: Rows, theirs: Rows):
    url = f"/console/departments/department/{mine[Department].pk}/change/"
    answer = member.post(url, {"parent": theirs[Department].pk, "name": "Sales"})
    assert "Select a valid choice" in body(answer)
    assert Department.objects.get(pk=mine[Department].pk).parent == mine[Department].parent


@pytest.mark.parametrize("place", ["write", "reply"])
def test_no_mail_leaves_by_their_alias(member: Client, mine: Rows, theirs: Rows, place: str):
    tail = "write/" if place == "write" else f"{mine[Activity].pk}/reply/"
    # What was typed is kept for its author all the same.
    kept: dict[str, list[dict[str, object]]] = {"activities.UnsentMail": []}
    before = database() | kept
    answer = member.post(f"/console/activities/activity/{tail}", everything(theirs))
    assert "Select a valid choice" in body(answer)
    assert database() | kept == before


def test_mail_that_came_before_an_alias_moved_here_stays_hidden(
    member: Client, mine: Rows, theirs: Rows
):
    alias = theirs[Alias]
    neutral = {"name": "Moved", "description": "", "incoming_host": "h.test", "address": "m@h.test"}
    Alias.objects.filter(pk=alias.pk).update(department=mine[Department], **neutral)
    with purging():
        alias.history.all().delete()
    Job.objects.update(error="")
    alias.asked_directories.all().delete()
    RawMessage.objects.filter(alias=alias).update(reason="", state="filed")
    alias.refresh_from_db()
    answer = queueing.queue(
        queueing.Draft("Re:", "", ["a@b.test"]), alias, answers=theirs[Activity]
    )
    pages_now = [f"/console/activities/activity/{answer.pk}/change/"]
    pages_now += [f"/console/aliases/alias/{alias.pk}/{page}/" for page in ("change", "delete")]
    assert leaks(member, [(url, {}) for url in pages_now]) == []


def test_a_member_of_the_department_above_sees_what_is_below(root, theirs: Rows, sign_in):
    above = theirs[Department].parent or theirs[Department]
    client = sign_in(staff("above", above))
    for model in (Alias, Activity, Recipient, FailedMessage, Department):
        place = f"/console/{model._meta.app_label}/{model._meta.model_name}/"
        assert SENTINEL in shown(client, place), model
        assert SENTINEL in shown(client, f"{place}{theirs[model].pk}/change/"), model


def test_a_member_of_the_department_below_does_not_see_what_is_above(theirs: Rows, sign_in):
    below = Department.objects.create(
        partition=theirs[Department].partition, parent=theirs[Department], name="Below"
    )
    client = sign_in(staff("below", below))
    # the names of the departments above stand in its own name
    tried = [page for page in apart(theirs) if page.model is not Department]
    assert [str(one) for one in tried if not refused(client, one, "get", {})] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_get_the_login_page_everywhere(
    client: Client, elsewhere: Rows, plain_static, method: str
):
    before = database()
    login = reverse("admin:login")
    for page in all_pages(elsewhere):
        if page.name not in PROBES | {"login"} and page.url != "/":
            answer = getattr(client, method)(page.url)
            assert (answer.status_code, urlsplit(answer.url).path) == (302, login), page
            assert SENTINEL not in answer.url, page
    tried = [(page.url, {}) for page in all_pages(elsewhere) if page.name in PROBES]
    assert leaks(client, [*tried, ("/", {})]) == []
    assert 'name="password"' in shown(client, "/")
    assert database() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_permissions_every_page_about_rows_is_forbidden(mine: Rows, sign_in, method: str):
    client = sign_in(staff("newcomer", mine[Department], may=""))
    before = database()
    data = everything(mine) if method == "post" else {}
    tried = [page for page in all_pages(mine) if page.model]
    answers = {str(page): getattr(client, method)(page.url, data, follow=True) for page in tried}
    opened = [page for page, one in answers.items() if one.status_code not in {403, 405}]
    assert opened == []
    assert database() == before


def test_a_member_of_no_department_sees_no_rows(mine: Rows, sign_in):
    client = sign_in(staff("nobody"))
    for model in (Alias, Activity, Recipient, FailedMessage, Department):
        place = f"/console/{model._meta.app_label}/{model._meta.model_name}/"
        assert "camel" not in shown(client, place), model
        assert client.get(f"{place}{mine[model].pk}/change/").status_code == 302, model


def test_every_registered_model_takes_part_in_the_walk(theirs: Rows):
    assert set(admin.site._registry) <= set(theirs), "make a row of it in fill()"
