"""Every page of the console, every ready-made role, in its own and in another department."""

import pytest
from django.contrib.auth.models import Group
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse

from activities.models import UnsentMail
from aliases.models import Alias
from aliases.wizard.drafts import AliasDraft
from departments.models import Department, Partition, User
from tests.mailcenter.pages import HOME, Page, body, goes_home, pages, visited
from tests.mailcenter.people import staff
from tests.mailcenter.permissions import OPENS, ROLES, USES, allowed, listed
from tests.mailcenter.rows import Rows, database, everything, fill, values_of

TABLES = {"get": OPENS, "post": USES}
# Whose pages are made in full: the one who sees them with the fewest buttons, and the one whose
# empty forms come back with the most errors. What all rights show, the walk of the scopes makes.
MADE = {("U", "get"), ("A", "post")}
REFUSED = {403, 404, 405}
every_role = pytest.mark.parametrize("role", ROLES)
both_methods = pytest.mark.parametrize("method", TABLES)


@pytest.fixture
def mine(root: Department, make_alias) -> Rows:
    return fill(root, make_alias, "camel")


@pytest.fixture
def theirs(db, make_alias) -> Rows:
    partition = Partition.objects.create(name="zebra Ltd")
    department = Department.objects.create(partition=partition, name="zebra department")
    return fill(department, make_alias, "zebra")


def person(role: str, department: Department) -> User:
    user = staff("person", department, may="")
    user.groups.add(Group.objects.get(name=ROLES[role]))
    return user


def pages_of(rows: Rows, owner: User) -> list[Page]:
    """All but signing out, which would end the session."""
    draft = AliasDraft.objects.create(owner=owner, department=rows[Department])
    typed = {"alias": str(rows[Alias].pk), "to": "a@b.test", "subject": "x", "text": "x"}
    own = {"draft": draft.pk, "mail": UnsentMail.objects.create(owner=owner, values=typed).pk}
    found = pages(lambda model: {**values_of(rows)(model), **own})
    return [one for one in found if one.name != "logout"]


def opens(client: Client, page: Page, method: str) -> bool:
    """Whether the page does its work; the way back to the first page is a refusal."""
    answer = getattr(client, method)(page.url)
    away = answer.status_code == 302 and answer.url in {reverse("admin:index"), page.url}
    return answer.status_code not in REFUSED and not (away and page.of_a_row)


@both_methods
def test_the_table_names_every_page_once(mine: Rows, administrator, method: str):
    names = listed(TABLES[method])
    assert len(names) == len(set(names))
    assert set(names) == {one.name for one in pages_of(mine, administrator)}


@every_role
@both_methods
def test_a_role_opens_what_the_table_says_and_nothing_else(
    mine: Rows, sign_in, role: str, method: str, monkeypatch
):
    if (role, method) not in MADE:
        # The views ask and decide all the same; making their pages is four fifths of the time.
        monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    user = person(role, mine[Department])
    client, expected = sign_in(user), allowed(TABLES[method], role)
    opened = {one.name for one in in_order(pages_of(mine, user)) if opens(client, one, method)}
    assert opened - expected == set()
    assert expected - opened == set()


def in_order(found: list[Page]) -> list[Page]:
    """What takes a row away comes last, and each draft and failed message is used before that."""
    last = ("_again", "_discard", "_delete")
    return sorted(found, key=lambda one: one.name.endswith(last))


@every_role
@both_methods
def test_no_role_opens_a_page_about_a_row_of_another_department(
    mine: Rows, theirs: Rows, sign_in, role: str, method: str
):
    client = sign_in(person(role, mine[Department]))
    tried = [one for one in pages_of(theirs, theirs[User]) if one.of_a_row]
    before, data = database(), everything(theirs) if method == "post" else {}
    opened = [str(one) for one in tried if seen(client, one, method, data)]
    assert opened == []
    assert "zebra" not in body(client.get(HOME))
    assert database() == before


def seen(client: Client, page: Page, method: str, data: dict[str, object]) -> bool:
    answer = visited(client, method, page.url, data)
    return not (answer.status_code in REFUSED or goes_home(answer)) or "zebra" in body(answer)
