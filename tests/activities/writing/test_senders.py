"""From whom people may write, by the settings of their departments, and what is refused (DI-5)."""

import pytest
from django.test import Client

from activities.models import Activity
from aliases.models import Alias
from departments.models import Department, Team
from tests.activities.writing.desks import WRITE, begun, page_of, sent
from tests.departments.pages import save
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.stock import message


@pytest.fixture
def sales(root: Department) -> Department:
    return Department.objects.create(partition=root.partition, parent=root, name="Sales")


@pytest.fixture
def shop(make_alias, sales) -> Alias:
    return make_alias("shop@lab.test", department=sales, name="Shop", is_default=True)


@pytest.fixture
def offers(make_alias, sales) -> Alias:
    return make_alias(
        "offers@lab.test", department=sales, name="Offers", redirections="old@lab.test"
    )


@pytest.fixture
def clerk(sales, shop, offers, sign_in) -> Client:
    return sign_in(staff("clerk", sales))


@pytest.fixture
def question(offers) -> Activity:
    return receive(offers, message(To="old@lab.test"))


def offered(client: Client, url: str) -> list[str]:
    return [value for value, _ in client.get(url).context["form"].fields["alias"].choices]


def test_a_new_mail_starts_with_the_default_of_the_department(clerk, shop, offers, sales):
    assert offered(clerk, WRITE) == [str(shop.pk), str(offers.pk)]
    sales.choose_from_new = False
    sales.save()
    assert offered(clerk, WRITE) == [str(shop.pk)]


def test_a_team_writes_by_its_own_aliases(clerk, offers, sales):
    team = Team.objects.create(department=sales, name="Offers", default_alias=offers)
    team.outgoing_aliases.add(offers)
    team.members.add(*sales.memberships.values_list("user", flat=True))
    assert offered(clerk, WRITE) == [str(offers.pk)]


def test_an_answer_leaves_from_the_address_by_which_the_mail_came(clerk, question, offers):
    url = page_of(question, "reply")
    assert offered(clerk, url) == [f"{offers.pk}:old@lab.test"]
    clerk.post(url, begun(clerk, url))
    assert (sent().alias, sent().sender_address) == (offers, "old@lab.test")


def test_the_way_is_read_from_what_servers_noted(clerk, offers):
    header = {"To": "news@elsewhere.test", "Delivered_To": "offers@lab.test"}
    mail = receive(offers, message(X_Original_To="old@lab.test", **header))
    assert offered(clerk, page_of(mail, "reply")) == [f"{offers.pk}:old@lab.test"]


def test_people_may_choose_for_answers_where_the_department_says_so(
    console: Client, clerk, question, sales, offers, shop
):
    assert save(console, sales, choose_from_replies="on", change_reason="Asked for") == {}
    assert sales.history.latest().choose_from_replies
    came = f"{offers.pk}:old@lab.test"
    assert offered(clerk, page_of(question, "reply")) == [came, str(offers.pk), str(shop.pk)]


@pytest.mark.parametrize("forged", ["theirs", "redirection", "choice", "number", "text"])
def test_a_forged_from_is_refused(clerk, question, make_alias, root, forged: str, shop, offers):
    theirs = make_alias("theirs@lab.test", department=root)
    values = {
        "theirs": str(theirs.pk),
        "redirection": f"{offers.pk}:boss@lab.test",
        "choice": str(shop.pk),
        "number": "999999",
        "text": "boss@lab.test",
    }
    url = page_of(question, "reply")
    answer = clerk.post(url, begun(clerk, url, alias=values[forged]))
    assert "alias" in answer.context["form"].errors
    assert not Activity.objects.filter(direction="outbound").exists()


def test_a_forged_from_is_refused_in_a_new_mail(clerk, make_alias, root):
    theirs = make_alias("theirs@lab.test", department=root)
    values = begun(clerk, WRITE, to="a@b.test", subject="x", text="x", alias=str(theirs.pk))
    for url in (WRITE, clerk.post(WRITE, values | {"do": "save"}).url):
        assert "alias" in clerk.post(url, values).context["form"].errors
    assert not Activity.objects.exists()


def test_a_forged_from_is_refused_in_a_preview(clerk, make_alias, root):
    theirs = make_alias("theirs@lab.test", department=root)
    values = begun(clerk, WRITE, to="a@b.test", subject="x", text="x", alias=str(theirs.pk))
    kept = clerk.post(WRITE, values | {"do": "save"}).url
    assert clerk.get(f"{kept}preview/").url == kept
    assert clerk.get(f"{kept}html/0/").status_code == 404


@pytest.mark.parametrize(("keeps", "expected"), [("keep", "old@lab.test"), ("default", "help@")])
def test_a_transferred_mail_is_answered_as_the_new_department_says(
    console: Client, root, make_alias, question, keeps: str, expected: str
):
    desk = Department.objects.create(partition=root.partition, parent=root, name="Help")
    make_alias("help@lab.test", department=desk, is_default=True)
    assert save(console, desk, transferred_from=keeps) == {}
    Activity.objects.filter(pk=question.pk).update(department=desk)
    url = page_of(question, "reply")
    console.post(url, begun(console, url))
    assert sent().sender_address.startswith(expected)


def test_nobody_writes_by_an_alias_of_a_department_that_is_not_theirs(
    root, make_alias, question, sign_in
):
    desk = Department.objects.create(partition=root.partition, parent=root, name="Help")
    default = make_alias("help@lab.test", department=desk, is_default=True)
    Activity.objects.filter(pk=question.pk).update(department=desk)
    helper = sign_in(staff("helper", desk))
    assert offered(helper, page_of(question, "reply")) == [str(default.pk)]


def test_a_deleted_alias_answers_by_the_default_server_where_there_is_one(
    console: Client, question, offers, root
):
    from django.utils import timezone

    offers.deleted_at = timezone.now()
    offers.save()
    url = page_of(question, "reply")
    assert offered(console, url)[0] == ""
    root.partition.outgoing_host = "relay.lab.test"
    root.partition.save()
    assert offered(console, url) == [f"{offers.pk}:old@lab.test"]
