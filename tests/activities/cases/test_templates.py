"""How cases begin by a template, and what an alias with one needs to be active (PE-2, PE-4)."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from activities.cases.models import cell
from activities.models import Case, CaseTemplate, PriorityMatrix, Queue
from aliases.bulk import plans
from aliases.models import Alias
from contacts.models import Person
from departments.models import Department
from tests.mailcenter.pages import body
from tests.mailcenter.rows import receive
from tests.stock import message

TEMPLATES = "/console/activities/casetemplate/"
MATRICES = "/console/activities/prioritymatrix/"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def template(root: Department) -> CaseTemplate:
    return CaseTemplate.objects.create(
        department=root,
        name="Complaints",
        queue=Queue.objects.create(department=root, name="Complaints"),
        impact=1,
        urgency=2,
        status="open",
        stream="Post",
        owner_group=root.teams.create(name="First line"),
    )


@pytest.fixture
def matrix(root: Department) -> PriorityMatrix:
    cells = {
        cell(impact, urgency): impact + urgency - 1 for impact in (1, 2, 3) for urgency in (1, 2, 3)
    }
    return PriorityMatrix.objects.create(partition=root.partition, **cells)


def using(alias: Alias, template: CaseTemplate, *, analyst: bool = True) -> Alias:
    facts = {"department": alias.department, "name": "Ada"}
    person = Person.objects.create(is_analyst=True, **facts) if analyst else None
    Alias.objects.filter(pk=alias.pk).update(case_template=template, default_logging_analyst=person)
    return Alias.objects.get(pk=alias.pk)


def refusal(alias: Alias) -> str:
    with pytest.raises(ValidationError) as refused:
        alias.full_clean()
    return " ".join(refused.value.message_dict["case_template"])


def test_a_case_begins_as_the_template_of_its_alias_says(alias, template, matrix):
    came = receive(using(alias, template), message())
    case = came.case
    assert (case.status, case.priority, case.impact, case.urgency) == ("open", 2, 1, 2)
    assert (case.stream, case.owner_group.name, case.template) == ("Post", "First line", template)
    assert (came.queue, came.priority) == (template.queue, 2)


def test_a_fixed_priority_asks_no_matrix(alias, template):
    CaseTemplate.objects.update(priority_rule="fixed", priority=5)
    template.refresh_from_db()
    assert receive(using(alias, template), message()).priority == 5


def test_without_a_template_a_case_is_new_and_its_mail_stands_in_the_middle(alias):
    came = receive(alias, message())
    assert (came.case.status, came.case.priority, came.priority) == ("new", None, 3)


def test_an_active_alias_with_a_template_needs_an_analyst(alias, template, matrix):
    alias = using(alias, template, analyst=False)
    assert "needs a default logging analyst" in refusal(alias)
    assert "logging analyst" in plans.activation(_inactive(alias)).cannot
    using(alias, template).clean()


def test_an_active_alias_with_a_template_needs_the_whole_matrix(alias, template):
    alias = using(alias, template)
    assert "priority matrix has empty cells" in refusal(alias)
    PriorityMatrix.objects.create(partition=alias.department.partition, impact1_urgency2=1)
    assert "priority matrix has empty cells" in refusal(alias)
    _inactive(alias).clean()


def test_an_active_alias_with_a_template_needs_impact_and_urgency(alias, template, matrix):
    CaseTemplate.objects.update(urgency=None)
    template.refresh_from_db()
    assert "choose both in the template" in refusal(using(alias, template))


def test_an_alias_takes_a_template_of_its_own_department(alias, template, matrix):
    sales = alias.department.children.create(partition=alias.department.partition, name="Sales")
    CaseTemplate.objects.update(department=sales)
    template.refresh_from_db()
    assert "belongs to another department" in refusal(using(alias, template))


def test_a_template_that_active_aliases_use_stays_complete(
    console: Client, alias, template, matrix
):
    using(alias, template)
    values = {"department": template.department_id, "name": "x", "queue": template.queue_id}
    values |= {"status": "new", "priority_rule": "matrix", "impact": 1, "urgency": ""}
    page = body(console.post(f"{TEMPLATES}{template.pk}/change/", values))
    assert "Active aliases use it (support@lab.test)" in page
    assert (
        console.post(f"{TEMPLATES}{template.pk}/change/", values | {"urgency": 3}).status_code
        == 302
    )


def test_the_matrix_is_a_grid_and_is_not_emptied_while_it_is_needed(
    console, alias, template, matrix
):
    using(alias, template)
    url = f"{MATRICES}{matrix.pk}/change/"
    cells = {cell(impact, urgency): 1 for impact in (1, 2, 3) for urgency in (1, 2, 3)}
    page = body(console.post(url, cells | {"impact2_urgency2": ""}))
    assert "active aliases have case templates" in page
    assert console.post(url, cells).status_code == 302
    matrix.refresh_from_db()
    assert matrix.impact3_urgency3 == 1
    assert matrix.history.count() == 2


def test_a_new_matrix_begins_with_the_usual_priorities(console: Client, root):
    page = console.get(f"{MATRICES}add/").context["adminform"].form
    assert [page[cell(*one)].initial for one in ((1, 1), (2, 2), (3, 3))] == [1, 3, 5]


def test_a_template_names_a_queue_of_its_department(root, template):
    sales = root.children.create(partition=root.partition, name="Sales")
    template.queue = sales.queues.get(is_default=True)
    with pytest.raises(ValidationError, match="belongs to another department"):
        template.full_clean()


def _inactive(alias: Alias) -> Alias:
    alias.status = "inactive"
    return alias


def test_the_case_of_an_answer_keeps_what_it_has(alias, template, matrix):
    first = receive(alias, message(Message_ID="<first@customers.test>"))
    again = receive(using(alias, template), message("Re:", In_Reply_To="<first@customers.test>"))
    assert again.case == first.case
    assert Case.objects.get().template is None
