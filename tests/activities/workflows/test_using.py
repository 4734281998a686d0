"""What workflows name is not deleted or renamed under their feet."""

import pytest

from activities.models import CaseTemplate
from activities.workflows import publishing
from tests.activities.workflows import making
from tests.activities.workflows.making import by, workflow
from tests.activities.workflows.samples import rule, subject, to_queue
from tests.mailcenter.people import staff


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test")


@pytest.fixture
def rows(alias):
    """A row of each kind, and a workflow that runs and names them all."""
    queue, text = making.queue(alias), making.text(alias)
    values = {"department": alias.department, "name": "Invoice", "queue": making.queue(alias, "Q")}
    template = CaseTemplate.objects.create(**values)
    then = [to_queue(queue.pk), {"kind": "template", "template": str(template.pk)}]
    then.append({"kind": "acknowledge", "text": "Received"})
    workflow(alias, [rule(subject("invoice"), then=then)])
    return {"queue": queue, "casetemplate": template, "acknowledgementtext": text}


@pytest.mark.parametrize("model", ["queue", "casetemplate", "acknowledgementtext"])
def test_what_a_workflow_names_is_not_deleted(console, rows, model):
    page = f"/console/activities/{model}/{rows[model].pk}/delete/"
    answer = console.post(page, {"post": "yes"})
    assert "the workflow Flow" in answer.content.decode()
    assert type(rows[model]).objects.filter(pk=rows[model].pk).exists()


def test_once_no_workflow_names_it_any_more_it_is_deleted(console, rows):
    flow = rows["queue"].department.workflows.get()
    publishing.save_draft(flow, [], opened=0)
    publishing.publish(flow, [], by())
    text = rows["acknowledgementtext"]
    console.post(f"/console/activities/acknowledgementtext/{text.pk}/delete/", {"post": "yes"})
    assert not type(text).objects.exists()


def test_a_text_that_is_used_keeps_its_name(console, rows):
    text = rows["acknowledgementtext"]
    values = {"department": text.department_id, "subject": "Auto", "text": "Hello"}
    page = f"/console/activities/acknowledgementtext/{text.pk}/change/"
    answer = console.post(page, values | {"name": "Other"})
    assert "The workflow Flow answers with it" in answer.content.decode()
    assert console.post(page, values | {"name": "Received"}).status_code == 302


def test_who_may_not_see_the_department_learns_nothing(sign_in, rows):
    client = sign_in(staff("stranger"))
    page = f"/console/activities/queue/{rows['queue'].pk}/delete/"
    assert "Flow" not in client.get(page, follow=True).content.decode()
