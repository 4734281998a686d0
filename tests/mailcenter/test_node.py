"""`manage.py node`: one worker for the defaults of a direction, one for each further instance."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from aliases.directions import Direction
from aliases.instances import ServiceInstance
from departments.models import Department, Partition
from mailcenter.up import pools
from tests.servers.ports import wait_until
from tests.servers.valkey import Valkey
from tests.workers import crash_worker
from workers.models import Node

BOTH = list(Direction)


def served() -> dict[str, tuple[str, int]]:
    """The live nodes: name -> queue and concurrency."""
    live = Node.objects.live(timezone.now()).filter(name__endswith="@one")
    return {one.name: (one.queues.split()[0], one.concurrency) for one in live}


@pytest.fixture
def further(root: Department) -> ServiceInstance:
    return ServiceInstance.objects.create(
        partition=root.partition, direction="retrieve", name="Busy ones", concurrency=1
    )


@pytest.fixture
def broker(server_folder) -> Iterator[Valkey]:
    folder = server_folder / "node-broker"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    with Valkey(folder) as running:
        yield running


@pytest.fixture
def node(broker: Valkey, server_folder, transactional_db) -> Iterator[crash_worker.Node]:
    with crash_worker.Node(server_folder / "one", broker) as running:
        yield running


def test_without_instances_there_is_a_retriever_and_a_dispatcher(db) -> None:
    names = {one.name: (one.queues, one.concurrency) for one in pools.wanted(BOTH)}
    assert names == {"retriever": ("retrieve,tick", 4), "dispatcher": ("dispatch,tick", 4)}


def test_the_defaults_of_all_partitions_share_a_worker_of_the_largest_size(root) -> None:
    ServiceInstance.objects.complete()
    other = Partition.objects.create(name="Other")
    ServiceInstance.objects.default(other.pk, Direction.RETRIEVE)
    ServiceInstance.objects.filter(partition=other).update(concurrency=9)
    [retriever] = pools.wanted([Direction.RETRIEVE])
    assert (retriever.name, retriever.concurrency) == ("retriever", 9)


def test_a_further_instance_has_a_worker_of_its_own_also_while_it_is_stopped(further) -> None:
    further.enabled = False
    further.save()
    [_, own] = pools.wanted([Direction.RETRIEVE])
    name = f"retriever-{further.pk}"
    assert (own.name, own.queues, own.concurrency) == (name, f"retrieve-{further.pk},tick", 1)


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_a_node_follows_the_instances_and_leaves_nothing_behind(further, node) -> None:
    own = f"retriever-{further.pk}@one"
    queue = f"retrieve-{further.pk}"
    wait_until(lambda: len(served()) == 3, seconds=40)
    assert served()[own] == (queue, 1)
    assert served()["retriever@one"] == ("retrieve", 4)
    ServiceInstance.objects.filter(pk=further.pk).update(concurrency=2)
    wait_until(lambda: served().get(own) == (queue, 2), seconds=30)
    further.delete()
    wait_until(lambda: set(served()) == {"retriever@one", "dispatcher@one"}, seconds=30)
    node.ask_to_end()
    wait_until(lambda: not node.running and served() == {}, seconds=30)
    assert Node.objects.filter(name__endswith="@one").exclude(ended_at=None).count() == 3
