"""The list of jobs: how each went, when it goes again, and Run now."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from aliases.conditions import Condition
from aliases.directions import Direction
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from workers.console.jobs import next_run

LIST = "/console/aliases/job/"
NOW = timezone.now()
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test")


@pytest.fixture
def job(alias) -> Job:
    return Job.objects.get(alias=alias, direction="retrieve")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"next_due_at": NOW}, "now"),
        ({"next_due_at": SOON}, "in 5\xa0minutes"),
        ({"next_due_at": NOW, "not_before": SOON}, "in 5\xa0minutes"),
        ({"leased_until": SOON}, "running now"),
        ({"condition": Condition.STOPPED}, "when somebody tries again"),
        ({"next_due_at": None}, "when there is something to send"),
    ],
)
def test_the_next_run_is_told_in_words(job, changed, words) -> None:
    for name, value in changed.items():
        setattr(job, name, value)
    assert next_run(job, NOW) == words


def test_what_keeps_a_job_from_running_is_told(job) -> None:
    job.alias.status = "inactive"
    assert next_run(job, NOW) == "not while the alias is inactive"
    job.alias.retriever.enabled = False
    assert next_run(job, NOW) == "not while Retriever is stopped"
    job.alias.retriever = None
    assert next_run(job, NOW) == "no retriever is assigned"


def test_run_now_makes_a_stopped_job_due_with_a_clean_sheet(console, job) -> None:
    far = timezone.now() + timedelta(days=1)
    Job.objects.update(condition=Condition.STOPPED, failures=3, not_before=far, next_due_at=far)
    console.post(f"{LIST}{job.pk}/run/")
    job.refresh_from_db()
    assert (job.condition, job.failures, job.not_before) == (Condition.FAILING, 0, None)
    assert job.next_due_at <= timezone.now()


def test_run_now_says_where_nothing_will_happen(console, job) -> None:
    ServiceInstance.objects.update(enabled=False)
    answer = console.post(
        LIST, {"action": "run_selected", "_selected_action": [job.pk]}, follow=True
    )
    assert "does not run: Retriever is stopped" in body(answer)
    assert "0 jobs due now" in body(answer)


def test_run_now_wants_the_right_to_test(sign_in, root, job) -> None:
    viewer = sign_in(staff("viewer", root, may="view_job"))
    assert viewer.post(f"{LIST}{job.pk}/run/").status_code == 403


def test_the_list_is_filtered_by_instance_and_shows_the_error(console, make_alias, alias) -> None:
    Job.objects.filter(alias=alias, direction=Direction.RETRIEVE).update(error="no such host")
    other = ServiceInstance.objects.create(
        partition=alias.department.partition, direction="retrieve", name="Other"
    )
    make_alias("else@lab.test", retriever=other)
    shown = body(console.get(f"{LIST}?instance={alias.retriever_id}"))
    assert "no such host" in shown
    assert "else@lab.test" not in shown
    assert f"{LIST}{alias.jobs.get(direction='retrieve').pk}/run/" in shown


def test_the_command_lists_what_is_in_trouble_and_runs_it_now(alias, job, capsys) -> None:
    Job.objects.filter(pk=job.pk).update(condition=Condition.STOPPED, failed=3)
    call_command("jobs", "--json")
    [line] = json.loads(capsys.readouterr().out)
    assert (line["direction"], line["condition"], line["failed"]) == ("retrieve", "stopped", 3)
    call_command("jobs", "run", alias.address)
    job.refresh_from_db()
    assert job.condition == Condition.FAILING
    with pytest.raises(CommandError, match="No alias has"):
        call_command("jobs", "run", "nobody@lab.test")


def test_who_may_not_run_jobs_sees_no_button(sign_in, root, job) -> None:
    viewer = sign_in(staff("viewer", root, may="view_job"))
    assert "Run now" not in body(viewer.get(LIST))
