"""The pages of queues: the list, one queue's mail, a mail's own page, and many at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activities.models import Activity, Case, Queue
from activities.queues import working
from aliases.models import Alias
from departments.models import Department, Partition, User
from tests.activities.bounced import bounce, sent
from tests.activities.queues.people import by, waits, worker
from tests.mailcenter.pages import body
from tests.mailcenter.rows import receive
from tests.stock import message

QUEUES = "/console/activities/queue/"
MAIL = "/console/activities/queuedactivity/"
READ = "/console/activities/activity/"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def mail(alias: Alias) -> Activity:
    return receive(alias, message("A parcel"))


@pytest.fixture
def ann(root) -> User:
    return worker("ann", root)


@pytest.fixture
def anns(sign_in, ann: User) -> Client:
    return sign_in(ann)


def press(client: Client, activity: Activity, what: str, **more: str) -> str:
    return body(client.post(f"{MAIL}{activity.pk}/work/", {"what": what, **more}, follow=True))


def test_the_list_says_how_much_waits_and_since_when(anns: Client, ann, alias, mail):
    waits(mail, minutes=130)
    working.take(receive(alias, message("Mine")), by(ann))
    working.take(receive(alias, message("Bob's")), by(worker("bob", alias.department)))
    page = body(anns.get(QUEUES))
    for words in ("Incoming: 1 waiting", "Incoming: 2 taken", "Incoming: 1 taken by me"):
        assert words in page
    assert "2\xa0hours, 10\xa0minutes" in page


def test_take_the_next_opens_it(anns: Client, ann, mail):
    page = body(anns.post(f"{QUEUES}{mail.queue_id}/next/", follow=True))
    assert "It is yours now" in page
    mail.refresh_from_db()
    assert mail.taken_by == ann
    page = body(anns.post(f"{QUEUES}{mail.queue_id}/next/", follow=True))
    assert "Nothing waits in Incoming any more" in page


def test_a_mails_page_says_where_it_waits_and_who_has_it(anns: Client, ann, mail):
    assert "nobody" in body(anns.get(f"{READ}{mail.pk}/change/"))
    page = press(anns, mail, "take", note="Parcels are mine.")
    assert "Parcels are mine." in page
    assert 'value="take"' not in page
    assert 'value="return"' in page


def test_who_may_not_work_on_it_has_no_buttons(sign_in, root, mail):
    mail.queue.people.add(worker("bob", root))
    client = sign_in(worker("eve", root))
    page = body(client.get(f"{READ}{mail.pk}/change/"))
    assert "Incoming" in page
    assert 'value="take"' not in page
    assert client.post(f"{MAIL}{mail.pk}/work/", {"what": "take"}).status_code == 403
    assert client.post(f"{QUEUES}{mail.queue_id}/next/").status_code == 403


def test_the_second_person_reads_who_was_first(anns: Client, sign_in, root, mail):
    press(anns, mail, "take")
    assert "ann has it since" in press(sign_in(worker("bob", root)), mail, "take")


def test_closing_with_the_case_closes_the_case(anns: Client, mail):
    press(anns, mail, "close", close_case="on", note="A thank you.")
    case = Case.objects.get()
    assert case.status == "closed"
    assert "A thank you." in case.history.latest().history_change_reason


@pytest.mark.parametrize(
    ("state", "shown"),
    [("", ["free"]), ("mine", ["hers"]), ("taken", ["hers", "his"]), ("closed", ["done"])],
)
def test_the_list_of_mail_has_states(anns: Client, ann, alias, state: str, shown: list[str]):
    free, hers, his, done = (
        receive(alias, message(one)) for one in ("free", "hers", "his", "done")
    )
    bob = worker("bob", alias.department)
    working.take(hers, by(ann))
    working.take(his, by(bob))
    working.close(done, by(bob))
    page = body(anns.get(MAIL, {"queue": free.queue_id, "state": state}))
    found = [one.subject for one in (free, hers, his, done) if f"{MAIL}{one.pk}/change/" in page]
    assert found == shown


def test_many_are_taken_at_once_and_what_others_have_is_counted(anns: Client, alias, root):
    first, second = receive(alias, message("One")), receive(alias, message("Two"))
    working.take(second, by(worker("bob", root)))
    chosen = {"action": "take", "_selected_action": [first.pk, second.pk]}
    page = body(anns.post(f"{MAIL}?state=open", chosen, follow=True))
    assert "1 taken." in page
    assert "1 not taken. bob has it" in page


def test_many_are_transferred_behind_a_page_that_asks_where_to(anns: Client, alias, root):
    two = [receive(alias, message(one)) for one in ("One", "Two")]
    billing = Queue.objects.create(department=root, name="Billing")
    chosen = {"action": "transfer", "_selected_action": [one.pk for one in two]}
    assert "Billing" in body(anns.post(MAIL, chosen))
    asked = chosen | {"confirmed": "yes", "target": f"q{billing.pk}", "note": "Invoices."}
    assert "2 went to Billing" in body(anns.post(MAIL, asked, follow=True))
    assert Activity.objects.filter(queue=billing).count() == 2


def test_departments_are_offered_by_name_to_those_who_may_transfer(sign_in, root, alias):
    service = root.children.create(partition=root.partition, name="Service")
    root.children.create(partition=root.partition, name="Sales", accepts_transfers=True)
    Alias.objects.update(department=service)
    mail = receive(Alias.objects.get(), message())
    offered = "The department Company › Sales"
    url = f"{READ}{mail.pk}/change/"
    assert offered not in body(sign_in(worker("ann", service)).get(url))
    bob = sign_in(worker("bob", service, more="transfer_activity"))
    assert offered in body(bob.get(url))
    target = root.children.get(name="Sales").pk
    assert "It went to Company › Sales" in press(bob, mail, "transfer", target=f"d{target}")
    assert bob.get(url).status_code == 302


def test_a_target_that_is_not_offered_is_refused(anns: Client, alias, root, mail):
    hidden = root.queues.get(exceptions=True)
    assert "Select a valid choice" in press(anns, mail, "transfer", target=f"q{hidden.pk}")


def test_an_exception_that_somebody_has_taken_is_not_worked_off_by_others(sign_in, root, alias):
    back = receive(alias, bounce(sent(alias)))
    may = "process_exceptions view_exceptionactivity"
    working.take(back, by(worker("ann", root, more=may)))
    bob = sign_in(worker("bob", root, more=may))
    url = f"/console/activities/exceptionactivity/{back.pk}/work/"
    assert "ann has taken it" in body(bob.post(url, {"what": "done"}, follow=True))


def test_a_queue_with_mail_is_not_deleted_and_an_empty_one_is(console: Client, root, mail):
    billing = Queue.objects.create(department=root, name="Billing")
    Activity.objects.filter(pk=mail.pk).update(queue=billing)
    refused = body(console.post(f"{QUEUES}{billing.pk}/delete/", {"post": "yes"}, follow=True))
    assert "transfer or close them first" in refused
    Activity.objects.filter(pk=mail.pk).update(closed_at=timezone.now())
    console.post(f"{QUEUES}{billing.pk}/delete/", {"post": "yes"})
    assert not Queue.objects.filter(name="Billing").exists()
    kept = root.queues.get(is_default=True)
    page = body(console.post(f"{QUEUES}{kept.pk}/delete/", {"post": "yes"}, follow=True))
    assert "Every department has this queue" in page


def test_somebody_who_cannot_see_the_department_is_not_put_on_its_queue(console, root, sign_in):
    sales = root.children.create(partition=root.partition, name="Sales")
    eve = worker("eve", sales)
    values = {"department": root.pk, "name": "Billing", "people": [eve.pk]}
    assert "eve cannot see Company" in body(console.post(f"{QUEUES}add/", values))


def test_what_waits_stands_on_the_board(console: Client, mail):
    waits(mail, minutes=60)
    page = body(console.get("/console/board/"))
    assert "Incoming" in page
    assert f"{MAIL}?queue={mail.queue_id}" in page


def test_a_full_queue_is_listed_with_few_queries(
    anns: Client, alias, django_assert_max_num_queries
):
    case = Case.objects.create(department=alias.department)
    queue, now = alias.department.queues.get(is_default=True), timezone.now()
    facts = {"case": case, "department": alias.department, "alias": alias, "queue": queue}
    Activity.objects.bulk_create(
        Activity(queued_at=now - timedelta(seconds=one), direction="inbound", **facts)
        for one in range(300)
    )
    for url in (f"{MAIL}?queue={queue.pk}", f"{MAIL}?state=open&q=parcel", QUEUES):
        with django_assert_max_num_queries(14):
            assert anns.get(url).status_code == 200


@pytest.mark.parametrize("query", [{}, {"o": "1"}])
def test_what_is_closed_is_listed_the_newest_first(anns: Client, ann, alias, query):
    """By priority, which the list of what waits is sorted by, all that was ever closed would be sorted."""
    for number, words in enumerate(("Urgent", "Ordinary")):
        one = receive(alias, message(words))
        at = timezone.now() + timedelta(minutes=number)
        Activity.objects.filter(pk=one.pk).update(priority=number + 1, at=at)
        working.close(one, by(ann))
    page = body(anns.get(MAIL, {"state": "closed", **query}))
    assert page.index("Ordinary</a>") < page.index("Urgent</a>")


def test_mail_of_another_department_is_not_listed_in_whatever_queue_it_lies(
    anns: Client, ann, alias
):
    one = receive(alias, message("Misplaced"))
    assert "Misplaced</a>" in body(anns.get(MAIL))
    other = Department.objects.create(
        partition=Partition.objects.create(name="Other"), name="Elsewhere"
    )
    Activity.objects.filter(pk=one.pk).update(department=other)
    assert "Misplaced" not in body(anns.get(MAIL))
