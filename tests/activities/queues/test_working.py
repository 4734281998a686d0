"""Taking, returning and closing: one person has a mail, and who is second is told."""

import pytest

from activities.models import Activity, Queue, QueueStep
from activities.queues import working
from activities.working import CannotWork
from aliases.models import Alias
from departments.models import Team, User
from tests.activities.bounced import bounce, sent
from tests.activities.queues.people import by, waits, worker
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.stock import message


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
def bob(root) -> User:
    return worker("bob", root)


def steps(activity: Activity) -> list[tuple[str, str]]:
    return list(activity.queue_steps.values_list("who", "what"))


def test_who_takes_a_mail_has_it_and_its_case_is_open(mail: Activity, ann: User):
    working.take(mail, by(ann))
    mail.refresh_from_db()
    assert (mail.taken_by, mail.case.status) == (ann, "open")
    assert steps(mail) == [("ann", "taken")]
    assert "ann has taken" in mail.case.history.latest().history_change_reason


def test_who_is_second_is_told_who_has_it(mail: Activity, ann: User, bob: User):
    working.take(mail, by(ann))
    with pytest.raises(CannotWork, match="ann has it since"):
        working.take(mail, by(bob))
    assert steps(mail) == [("ann", "taken")]


def test_the_next_is_the_most_urgent_and_then_the_oldest(alias: Alias, ann: User):
    old, older, urgent = (receive(alias, message(one)) for one in ("old", "older", "urgent"))
    waits(old, minutes=5)
    waits(older, minutes=9)
    waits(urgent, minutes=1, priority=1)
    queue = old.queue
    assert [working.take_next(queue, by(ann)) for _ in range(4)] == [urgent, older, old, None]


def test_two_people_take_two_mails_from_the_same_queue(alias: Alias, ann: User, bob: User):
    first, second = receive(alias, message("One")), receive(alias, message("Two"))
    assert working.take_next(first.queue, by(ann)) == first
    assert working.take_next(first.queue, by(bob)) == second


def test_what_is_returned_waits_again(mail: Activity, ann: User, bob: User):
    working.take(mail, by(ann))
    working.give_back(mail, by(ann, "Not mine."))
    working.take(mail, by(bob))
    assert [one.what for one in QueueStep.objects.all()] == ["taken", "returned", "taken"]


def test_nobody_returns_or_closes_what_another_has(mail: Activity, ann: User, bob: User):
    working.take(mail, by(ann))
    for deed in (working.give_back, working.close):
        with pytest.raises(CannotWork, match="ann has it"):
            deed(mail, by(bob))


def test_who_manages_queues_returns_what_another_has(mail: Activity, ann: User, root):
    working.take(mail, by(ann))
    working.give_back(mail, by(worker("chief", root, more="change_queue"), "Ann is ill."))
    mail.refresh_from_db()
    assert mail.taken_by is None
    assert mail.queue_steps.last().words == "Ann is ill."


def test_what_is_closed_has_left_the_queue(mail: Activity, ann: User, bob: User):
    working.close(mail, by(ann))
    assert working.take_next(mail.queue, by(bob)) is None
    with pytest.raises(CannotWork, match="closed since"):
        working.take(mail, by(bob))


def test_an_answer_closes_the_mail_and_the_case_waits(mail: Activity, ann: User):
    working.take(mail, by(ann))
    assert working.answered(mail, by(ann))
    mail.refresh_from_db()
    assert mail.closed_at
    assert mail.case.status == "waiting"


def test_an_answer_of_somebody_else_closes_nothing(mail: Activity, ann: User, bob: User):
    working.take(mail, by(ann))
    assert not working.answered(mail, by(bob))
    mail.refresh_from_db()
    assert (mail.closed_at, mail.case.status) == (None, "open")


def test_a_queue_with_people_or_teams_is_worked_on_by_these_alone(mail: Activity, ann, bob, root):
    team = Team.objects.create(department=root, name="First line")
    team.members.add(bob)
    mail.queue.teams.add(team)
    with pytest.raises(CannotWork, match="do not work on the queue"):
        working.take(mail, by(ann))
    mail.queue.people.add(ann)
    working.take(mail, by(ann))
    working.give_back(mail, by(ann))
    working.take(mail, by(bob))


@pytest.mark.parametrize("may", ["view_queue", "process_exceptions"])
def test_a_queue_needs_its_permission(mail: Activity, root, may: str):
    with pytest.raises(CannotWork, match="do not work on the queue"):
        working.take(mail, by(staff("reader", root, may=may)))


def test_an_exception_is_closed_by_those_who_process_exceptions(alias: Alias, ann: User, root):
    back = receive(alias, bounce(sent(alias)))
    with pytest.raises(CannotWork, match="do not work on the queue"):
        working.close(back, by(ann))
    working.close(back, by(staff("eve", root, may="process_exceptions"), "Called them."))
    assert back.worked.get().note == "Called them."


def test_nobody_works_on_the_queue_of_another_department(mail: Activity, root):
    sales = root.children.create(partition=root.partition, name="Sales")
    stranger = worker("stranger", sales)
    assert Queue.objects.visible_to(stranger).count() == 2
    with pytest.raises(CannotWork, match="do not work on the queue"):
        working.take(mail, by(stranger))
