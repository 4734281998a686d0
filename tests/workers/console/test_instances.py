"""The pages and the command of service instances: status, Start and Stop, moving, deleting."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from aliases.instances import Parameters, ServiceInstance
from aliases.jobs import Job
from departments.models import Department
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from workers.models import Node

LIST = "/console/aliases/serviceinstance/"


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test")


@pytest.fixture
def further(root: Department) -> ServiceInstance:
    return ServiceInstance.objects.create(
        partition=root.partition, direction="retrieve", name="Busy ones"
    )


def page(one: ServiceInstance, name: str = "change") -> str:
    return f"{LIST}{one.pk}/{name}/"


def node(*queues: str, ago: float = 0.0) -> Node:
    at = timezone.now() - timedelta(seconds=ago)
    times = {"started_at": at, "seen_at": at}
    return Node.objects.create(
        name=f"n{'-'.join(queues)}", queues=" ".join(queues), pid=1, concurrency=1, **times
    )


def statuses(console) -> dict[str, str]:
    rows = console.get(LIST).context["cl"].result_list
    return {one.name: str(one.standing.light) for one in rows}


def test_the_list_shows_the_defaults_of_each_partition_and_who_serves_them(console, root) -> None:
    node("retrieve", "tick")
    node("dispatch", "tick", ago=30)
    assert statuses(console) == {"Retriever": "Running", "Dispatcher": "Not running"}
    assert "1 of 2" in body(console.get(LIST))


def test_stop_and_start_stand_in_the_history_with_their_reason(console, further) -> None:
    console.post(page(further, "stop"), {"change_reason": "Too many at once"})
    further.refresh_from_db()
    assert not further.enabled
    assert further.history.latest().history_change_reason == "Too many at once"
    assert statuses(console)["Busy ones"] == "Stopped"
    console.post(page(further, "start"))
    assert ServiceInstance.objects.get(pk=further.pk).enabled


def test_stop_wants_a_reason_where_the_partition_asks_for_one(console, further) -> None:
    further.partition.requires_reason = True
    further.partition.save()
    assert "say why you make it" in body(console.post(page(further, "stop"), follow=True))
    assert ServiceInstance.objects.get(pk=further.pk).enabled


def test_many_are_stopped_from_the_list(console, further) -> None:
    chosen = {"action": "stop_selected", "_selected_action": [further.pk]}
    console.post(LIST, chosen)
    assert not ServiceInstance.objects.get(pk=further.pk).enabled


def test_who_is_not_in_the_root_department_looks_and_does_not_act(sign_in, root, further) -> None:
    below = root.children.create(partition=root.partition, name="Below")
    client = sign_in(staff("below", below))
    assert "Busy ones" in body(client.get(page(further)))
    acts = [client.post(page(further, name)).status_code for name in ("stop", "move", "delete")]
    assert acts == [403, 403, 403]
    client.post(LIST, {"action": "stop_selected", "_selected_action": [further.pk]})
    assert ServiceInstance.objects.get(pk=further.pk).enabled


def test_all_aliases_move_and_are_handed_out_anew(console, alias, further) -> None:
    Job.objects.update(claimed_until=timezone.now() + timedelta(seconds=30))
    console.post(page(alias.retriever, "move"), {"to": further.pk, "change_reason": "Load"})
    alias.refresh_from_db()
    assert (alias.retriever, alias.history.latest().history_change_reason) == (further, "Load")
    assert Job.objects.get(alias=alias, direction="retrieve").claimed_until is None


def test_nothing_moves_to_an_instance_of_the_other_kind(console, alias, further) -> None:
    console.post(page(alias.retriever, "move"), {"to": alias.dispatcher_id})
    alias.refresh_from_db()
    assert alias.retriever.is_default


def test_a_default_and_one_with_aliases_stay(console, alias, further) -> None:
    assert console.post(page(alias.retriever, "delete"), {"post": "yes"}).status_code == 403
    console.post(page(alias.retriever, "move"), {"to": further.pk})
    assert console.post(page(further, "delete"), {"post": "yes"}).status_code == 403


def test_one_that_only_deleted_aliases_had_is_deleted(console, alias, further) -> None:
    default = alias.retriever
    type(alias).objects.update(retriever=further, deleted_at=timezone.now())
    console.post(page(further, "delete"), {"post": "yes"})
    alias.refresh_from_db()
    assert (alias.retriever, ServiceInstance.objects.filter(pk=further.pk).exists()) == (
        default,
        False,
    )


def test_a_new_instance_is_made_and_its_number_of_places_changed(console, root) -> None:
    typed = {"partition": root.partition_id, "direction": "retrieve", "name": "New"}
    typed |= {"description": "", "concurrency": 2}
    console.post(f"{LIST}add/", typed)
    made = ServiceInstance.objects.get(name="New")
    console.post(page(made), typed | {"concurrency": 9, "change_reason": "More"})
    made.refresh_from_db()
    assert (made.concurrency, made.history.latest().history_change_reason) == (9, "More")


def test_the_parameters_of_a_dispatcher_are_set_and_who_sleeps_wakes_up(console, alias) -> None:
    dispatcher, job = alias.dispatcher, alias.jobs.get(direction="dispatch")
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now() + timedelta(days=1))
    typed = {"name": "Dispatcher", "description": "", "concurrency": 4, "batch_size": 7}
    typed |= {"sleep_minutes": 1440, "smtp_timeout": 20, "by_priority": "on"}
    console.post(page(dispatcher), typed | {"change_reason": "Slow server"})
    dispatcher.refresh_from_db()
    assert dispatcher.parameters == Parameters(7, timedelta(days=1), 20.0, True)
    assert dispatcher.history.latest().history_change_reason == "Slow server"
    job.refresh_from_db()
    assert job.not_before is None


@pytest.mark.parametrize("wrong", [{"sleep_minutes": 1441}, {"batch_size": 0, "smtp_timeout": 0}])
def test_parameters_out_of_range_are_refused(console, alias, wrong) -> None:
    typed = {"name": "Dispatcher", "description": "", "concurrency": 4}
    assert console.post(page(alias.dispatcher), typed | wrong).status_code == 200
    alias.dispatcher.refresh_from_db()
    assert alias.dispatcher.parameters == Parameters()


def test_a_retriever_has_no_parameters_of_a_dispatcher(console, alias) -> None:
    assert "SMTP timeout" in body(console.get(page(alias.dispatcher)))
    assert "SMTP timeout" not in body(console.get(page(alias.retriever)))


def test_the_command_lists_stops_and_starts(root, further, capsys) -> None:
    node(further.queue)
    call_command("instances", "stop", "Busy ones", "--json")
    found = {one["name"]: one["status"] for one in json.loads(capsys.readouterr().out)}
    assert found["Busy ones"] == "Stopped"
    call_command("instances", "start", f"{root.partition}/Busy ones")
    call_command("instances")
    assert "Busy ones\tTrue\tRunning" in capsys.readouterr().out


def test_the_command_moves_aliases_within_a_partition_and_a_kind(alias, further) -> None:
    call_command("instances", "move", "Retriever", to="Busy ones", reason="Load")
    alias.refresh_from_db()
    assert (alias.retriever, alias.history.latest().history_change_reason) == (further, "Load")
    with pytest.raises(CommandError, match="one kind"):
        call_command("instances", "move", "Busy ones", to="Dispatcher")


def test_the_command_asks_for_a_reason_where_the_partition_does(further) -> None:
    further.partition.requires_reason = True
    further.partition.save()
    with pytest.raises(CommandError, match="add --reason"):
        call_command("instances", "stop", "Busy ones")


def test_the_command_refuses_an_unknown_name(root) -> None:
    with pytest.raises(CommandError, match="No instance is Nobody"):
        call_command("instances", "stop", "Nobody")


def test_nodes_are_listed_with_their_light(console, root) -> None:
    node("retrieve", "tick")
    node("dispatch", ago=60)
    shown = body(console.get("/console/workers/node/"))
    assert "Not running" in shown
    assert "nretrieve-tick" in shown
