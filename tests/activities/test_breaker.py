"""The numbers of the breaker, and what makes a message count."""

import pytest

from activities.breaker import how_many_pass, may_send, suspicious


@pytest.mark.parametrize(("sent", "more"), [(0, True), (2, True), (3, False), (9, False)])
def test_three_automatic_mails_a_day_are_the_most(sent, more):
    assert may_send(sent) is more


@pytest.mark.parametrize(
    ("received", "waiting", "passing"), [(0, 5, 5), (0, 30, 20), (18, 5, 2), (20, 1, 0), (90, 1, 0)]
)
def test_twenty_within_two_hours_pass(received, waiting, passing):
    assert how_many_pass(received, waiting) == passing


def test_people_do_not_count_unless_we_answered_them_by_machine():
    assert not suspicious(automatic=False, attributed=False, answered=False)
    assert suspicious(automatic=False, attributed=False, answered=True)


def test_machines_count_unless_they_report_on_mail_of_ours():
    assert suspicious(automatic=True, attributed=False, answered=False)
    assert not suspicious(automatic=True, attributed=True, answered=False)
