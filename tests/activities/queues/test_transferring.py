"""Mail goes to other queues and departments, and its case, its answers and who sees it with it."""

import pytest

from activities import queueing
from activities.models import Activity, Case, Queue
from activities.queues.transferring import Target, transfer
from activities.working import CannotWork
from aliases.models import Alias
from attachments.models import BlockedAttachment
from departments.models import Department, Partition, User
from tests.activities.bounced import bounce, sent
from tests.activities.queues.people import by, worker
from tests.mailcenter.rows import receive
from tests.stock import message

TO_SALES = "transfer_activity"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def sales(root: Department) -> Department:
    return root.children.create(partition=root.partition, name="Sales", accepts_transfers=True)


@pytest.fixture
def service(root: Department, alias: Alias) -> Department:
    """Where the alias is: beside Sales, not above it."""
    service = root.children.create(partition=root.partition, name="Service")
    Alias.objects.filter(pk=alias.pk).update(department=service)
    alias.refresh_from_db()
    return service


@pytest.fixture
def ann(service: Department) -> User:
    return worker("ann", service, more=TO_SALES)


@pytest.fixture
def mail(alias: Alias, service: Department) -> Activity:
    return receive(alias, message("A parcel", Message_ID="<parcel@customers.test>"))


def test_recipients_of_an_answer_that_goes_along_are_the_other_departments(
    mail, sales, ann, service
):
    draft = queueing.Draft("Received", "", ["chris@customers.test"])
    answer = queueing.queue(draft, mail.alias, answers=mail, automatic=True)
    assert answer.recipients.get().department == service
    transfer([mail], Target(department=sales), by(ann, "Theirs."))
    assert answer.recipients.get().department == sales


def test_within_the_department_mail_waits_in_the_other_queue_from_now_on(mail, service, ann):
    billing = Queue.objects.create(department=service, name="Billing")
    assert transfer([mail], Target(queue=billing), by(ann, "An invoice.")) == 1
    before = mail.queued_at
    mail.refresh_from_db()
    assert (mail.queue, mail.taken_by, mail.case.queue) == (billing, None, billing)
    assert mail.queued_at > before
    words = mail.queue_steps.get().words
    assert "to Billing" in words
    assert "An invoice." in words


def test_another_department_gets_the_mail_and_the_whole_case(mail, sales, ann):
    transfer([mail], Target(department=sales), by(ann))
    mail.refresh_from_db()
    assert (mail.department, mail.case.department) == (sales, sales)
    assert (mail.queue.department, mail.queue.is_default) == (sales, True)
    assert not Activity.objects.visible_to(ann).filter(pk=mail.pk).exists()
    assert Activity.objects.visible_to(worker("sam", sales)).filter(pk=mail.pk).exists()
    assert "Transferred from" in mail.case.history.latest().history_change_reason


def test_what_stays_keeps_its_case_and_the_new_one_is_linked(mail, alias, sales, ann):
    kept = mail.case
    queueing.queue(
        queueing.Draft("Re: A parcel", "x", ["chris@customers.test"]), alias, answers=mail
    )
    transfer([mail], Target(department=sales), by(ann))
    mail.refresh_from_db()
    assert (mail.case.department, mail.case.linked_to) == (sales, kept)
    kept.refresh_from_db()
    assert kept.department == alias.department
    assert "went to" in kept.history.latest().history_change_reason


def test_the_acknowledgement_goes_along(mail, alias, sales, ann):
    draft = queueing.Draft("Auto", "x", ["chris@customers.test"])
    answer = queueing.queue(draft, alias, answers=mail)
    Activity.objects.filter(pk=answer.pk).update(automatic=True)
    transfer([mail], Target(department=sales), by(ann))
    answer.refresh_from_db()
    assert (answer.department, answer.case_id) == (sales, mail.case_id)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("whose", ["keep", "default"])
def test_it_keeps_its_alias_or_takes_the_departments_default_as_set(
    mail, alias, sales, ann, make_alias, whose
):
    own = make_alias("sales@lab.test", department=sales, is_default=True)
    Department.objects.filter(pk=sales.pk).update(transferred_from=whose)
    transfer([mail], Target(department=Department.objects.get(pk=sales.pk)), by(ann))
    mail.refresh_from_db()
    assert mail.alias == (own if whose == "default" else alias)
    assert mail.raw.alias == alias


def test_the_customers_answer_to_the_old_address_joins_the_case_in_its_new_department(
    mail, alias, sales, ann
):
    transfer([mail], Target(department=sales), by(ann))
    again = receive(alias, message("Re: A parcel", In_Reply_To="<parcel@customers.test>"))
    assert (again.case_id, again.department) == (mail.case_id, sales)
    assert again.queue.department == sales


def test_the_answer_of_a_stranger_to_the_case_does_not_join_it(mail, alias, sales, ann):
    transfer([mail], Target(department=sales), by(ann))
    header = {"In_Reply_To": "<parcel@customers.test>", "From": "Eve <eve@strangers.test>"}
    again = receive(alias, message("Re: A parcel", **header))
    assert again.case_id != mail.case_id
    assert again.department == alias.department


def test_removed_attachments_are_seen_where_the_mail_is(mail, alias, sales, ann):
    facts = {"alias": alias, "activity": mail, "path": "1", "name": "a.exe", "size": 1}
    held = BlockedAttachment.objects.create(department=alias.department, rule="x", why="x", **facts)
    transfer([mail], Target(department=sales), by(ann))
    held.refresh_from_db()
    assert held.department == sales


def test_an_exception_waits_in_the_other_departments_exception_queue(alias, service, sales):
    back = receive(alias, bounce(sent(alias)))
    eve = worker("eve", service, more=f"{TO_SALES} process_exceptions")
    transfer([back], Target(department=sales), by(eve))
    back.refresh_from_db()
    assert (back.queue.exceptions, back.queue.department) == (True, sales)


def test_ordinary_mail_does_not_go_to_the_exception_queue(mail, service, ann):
    with pytest.raises(CannotWork, match="is no exception"):
        transfer([mail], Target(queue=service.queues.get(exceptions=True)), by(ann))


def test_another_department_needs_the_permission(mail, service, sales):
    with pytest.raises(CannotWork, match="may not transfer"):
        transfer([mail], Target(department=sales), by(worker("bob", service)))
    mail.refresh_from_db()
    assert mail.department == service


def test_a_department_that_accepts_no_transfers_gets_none_of_strangers(mail, sales, ann, service):
    Department.objects.filter(pk=sales.pk).update(accepts_transfers=False)
    closed = Department.objects.get(pk=sales.pk)
    with pytest.raises(CannotWork, match="accepts no transfers"):
        transfer([mail], Target(department=closed), by(ann))
    member = worker("mia", service, closed, more=TO_SALES)
    assert transfer([mail], Target(department=closed), by(member)) == 1


def test_no_mail_goes_to_another_partition(mail, ann):
    other = Department.objects.create(
        partition=Partition.objects.create(name="Other Ltd"),
        name="Other Ltd",
        accepts_transfers=True,
    )
    with pytest.raises(CannotWork, match="another partition"):
        transfer([mail], Target(department=other), by(ann))


def test_where_one_of_many_cannot_go_none_goes(mail, alias, sales, ann, service):
    second = receive(alias, message("Second"))
    Activity.objects.filter(pk=second.pk).update(taken_by=worker("bob", service), taken_at=mail.at)
    with pytest.raises(CannotWork, match="bob has it"):
        transfer([mail, second], Target(department=sales), by(ann))
    mail.refresh_from_db()
    assert mail.department == service
