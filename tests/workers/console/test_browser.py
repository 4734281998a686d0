"""Operation in a real browser: Stop and Start by the keyboard, Run now in a row, at phone width."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aliases.instances import ServiceInstance
from aliases.jobs import Job
from tests.mailcenter.test_browser import (  # noqa: F401  # fixtures
    administrator,
    chromium,
    complaints,
    page,
)
from workers.models import Node

pytestmark = pytest.mark.browser

PHONE = {"width": 380, "height": 800}
LISTS = ("aliases/serviceinstance", "aliases/job", "workers/node")


@pytest.fixture
def alias(make_alias):
    now = timezone.now()
    Node.objects.create(
        name="retriever@one",
        host="one",
        queues="retrieve tick",
        pid=1,
        concurrency=4,
        started_at=now,
        seen_at=now,
    )
    return make_alias("support@lab.test")


def test_an_instance_is_stopped_and_started_by_the_keyboard(page: Page, alias) -> None:  # noqa: F811
    page.goto(f"/console/aliases/serviceinstance/{alias.retriever_id}/change/")
    expect(page.get_by_text("Running")).to_be_visible()
    page.get_by_label("Reason", exact=True).fill("Maintenance")
    page.get_by_role("button", name="Stop").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 service instance stopped")).to_be_visible()
    stopped = ServiceInstance.objects.get(pk=alias.retriever_id)
    assert (stopped.enabled, stopped.history.latest().history_change_reason) == (
        False,
        "Maintenance",
    )
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("1 service instance started")).to_be_visible()


def test_a_job_runs_now_by_the_button_of_its_row(page: Page, alias) -> None:  # noqa: F811
    Job.objects.update(next_due_at=timezone.now() + timedelta(days=1))
    page.goto("/console/aliases/job/?direction__exact=retrieve")
    page.get_by_role("button", name="Run now").click()
    expect(page.get_by_text("1 job due now")).to_be_visible()
    assert Job.objects.get(alias=alias, direction="retrieve").next_due_at <= timezone.now()
    assert Job.objects.get(alias=alias, direction="dispatch").next_due_at > timezone.now()


@pytest.mark.parametrize("place", LISTS)
def test_a_list_of_operation_fits_a_phone(page: Page, alias, place: str) -> None:  # noqa: F811
    page.set_viewport_size(PHONE)
    page.goto(f"/console/{place}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
