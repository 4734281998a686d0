"""Where mail waits that nobody has said anything of."""

import pytest
from django.db import IntegrityError, transaction

from activities.models import Case, Queue
from activities.queues import making
from aliases.models import Alias
from departments.models import Department
from tests.activities.bounced import bounce, sent
from tests.mailcenter.rows import receive
from tests.stock import message


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


def test_a_new_department_has_a_queue_for_incoming_mail_and_one_for_exceptions(root: Department):
    sales = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    names = sales.queues.order_by("name").values_list("name", "exceptions", "is_default")
    assert list(names) == [("Exceptions", True, False), ("Incoming", False, True)]


def test_a_department_has_one_exception_queue(root: Department):
    with pytest.raises(IntegrityError), transaction.atomic():
        Queue.objects.create(department=root, name="Another", exceptions=True)


def test_a_department_that_came_without_queues_gets_them_when_mail_comes(alias: Alias):
    Queue.objects.all().delete()
    assert receive(alias, message()).queue == making.of(alias.department_id)[0]


def test_ordinary_mail_waits_in_the_queue_for_incoming_mail(alias: Alias):
    came = receive(alias, message())
    assert came.queue.is_default
    assert (came.queued_at, came.taken_by, came.closed_at) == (came.at, None, None)


def test_an_exception_waits_in_the_exception_queue(alias: Alias):
    came = receive(alias, bounce(sent(alias)))
    assert came.queue.exceptions
    assert came.exception_open


def test_mail_of_a_case_waits_in_the_queue_of_the_case(alias: Alias):
    first = receive(alias, message("Parcel", Message_ID="<first@customers.test>"))
    billing = Queue.objects.create(department=alias.department, name="Billing")
    Case.objects.update(queue=billing)
    again = receive(alias, message("Re: Parcel", In_Reply_To="<first@customers.test>"))
    assert (again.case, again.queue) == (first.case, billing)
