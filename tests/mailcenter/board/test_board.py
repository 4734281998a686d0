"""The health board: lights, problems, numbers and the day's mail, of what the person may see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from aliases.conditions import Condition
from aliases.incidents import opening
from aliases.incidents.models import Kind
from aliases.incidents.opening import Trouble
from aliases.jobs import Job
from departments.models import Department
from mailcenter.board import flow, lights, numbers, problems, reading
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.stock import message
from workers import lights as operation

LAST = datetime(2026, 11, 21, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("running", "wanted", "shade"),
    [(0, 0, "off"), (0, 2, "red"), (1, 2, "yellow"), (2, 2, "green"), (3, 2, "green")],
)
def test_a_light_is_green_for_all_yellow_for_some_red_for_none(running, wanted, shade) -> None:
    assert lights.COLOURS[operation.light(wanted, running)] == shade


def test_the_highest_bar_fills_the_drawing_and_the_smallest_can_be_seen() -> None:
    chart = flow.draw(LAST, {LAST: 1000, LAST - timedelta(hours=1): 1}, {LAST: 500})
    assert (len(chart.hours), chart.most, chart.received, chart.sent) == (24, 1000, 1001, 500)
    now, before = chart.hours[-1], chart.hours[-2]
    assert [bar.height for bar in now.bars] == [flow.HEIGHT, flow.HEIGHT // 2]
    assert [bar.height for bar in before.bars] == [2, 0]


def test_the_drawing_stays_inside_its_frame() -> None:
    chart = flow.draw(LAST, {LAST: 7}, {LAST: 7})
    bars = [bar for hour in chart.hours for bar in hour.bars]
    assert all(bar.x >= 0 and bar.x + flow.BAR <= flow.WIDTH for bar in bars)


def test_mail_of_the_day_is_counted_by_the_hour(administrator, make_alias) -> None:
    alias = make_alias()
    for _ in range(3):
        receive(alias, message())
    chart = flow.chart(administrator, timezone.now())
    assert (chart.received, chart.hours[-1].received) == (3, 3)


def in_trouble(alias, kind: Kind = Kind.REFUSED, condition: str = "stopped"):
    trouble = Trouble(kind, str(alias), "No.", alias=alias, direction="retrieve", remedy="Look.")
    Job.objects.filter(alias=alias, direction="retrieve").update(
        condition=condition, next_due_at=None
    )
    return opening.report(trouble, timezone.now())


def test_a_problem_says_what_since_when_what_to_do_and_when_it_is_tried(
    administrator, make_alias
) -> None:
    alias = make_alias()
    in_trouble(alias)
    [line] = problems.shown(administrator, timezone.now()).lines
    assert (line.about, line.words, line.remedy) == (str(alias), "No.", "Look.")
    assert (line.next_try, line.may_retry, line.alias_id) == (None, True, alias.pk)


def test_many_problems_are_one_line_for_each_server_and_cause(administrator, make_alias) -> None:
    for number in range(20):
        in_trouble(make_alias(incoming_host=f"server{number % 2}.test"))
    found = problems.shown(administrator, timezone.now())
    assert found.number == 20
    assert {(one.about, one.number) for one in found.lines} == {
        ("server0.test", 10),
        ("server1.test", 10),
    }


def test_an_alias_is_counted_once_by_its_worse_job(administrator, make_alias) -> None:
    worse, fine = make_alias(), make_alias()
    Job.objects.filter(alias=worse, direction="retrieve").update(condition=Condition.FAILING)
    Job.objects.filter(alias=worse, direction="dispatch").update(condition=Condition.STOPPED)
    read = reading.read(administrator, numbers.asked(administrator))
    shown = {one.title: one.value for one in numbers.aliases(read)}
    assert shown == {"working": 1, "inactive, need a person": 1}
    assert fine.active


def test_people_see_the_problems_of_their_departments_only(root, make_alias) -> None:
    other = Department.objects.create(partition=root.partition, parent=root, name="Other")
    mine = Department.objects.create(partition=root.partition, parent=root, name="Mine")
    in_trouble(make_alias("theirs@lab.test", department=other))
    in_trouble(make_alias("mine@lab.test", department=mine))
    person = staff("clerk", mine, may="")
    assert [one.about for one in problems.shown(person, timezone.now()).lines] == [
        str(mine.aliases.get())
    ]


def test_the_board_costs_as_much_with_many_aliases(
    administrator, make_alias, sign_in, django_assert_max_num_queries
) -> None:
    for _ in range(30):
        in_trouble(make_alias())
    client = sign_in(administrator)
    client.get("/console/board/")
    with django_assert_max_num_queries(14):
        page = body(client.get("/console/board/"))
    assert "Problems that need a person (30)" in page


def test_trying_again_makes_a_stopped_job_due(administrator, make_alias, sign_in) -> None:
    alias = make_alias()
    in_trouble(alias)
    sign_in(administrator).post(f"/console/board/retry/{alias.pk}/")
    job = Job.objects.get(alias=alias, direction="retrieve")
    assert (job.condition, job.next_due_at is not None) == (Condition.FAILING, True)
