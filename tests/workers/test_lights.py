"""What the lights mean: green all, yellow some, red none, off where nothing is to run."""

from dataclasses import dataclass

import pytest

from workers.lights import Count, Light, count, light


@dataclass
class One:
    queue: str
    enabled: bool = True


@pytest.mark.parametrize(
    ("wanted", "running", "expected"),
    [
        (0, 0, Light.OFF),
        (1, 0, Light.RED),
        (1, 1, Light.GREEN),
        (3, 0, Light.RED),
        (3, 2, Light.YELLOW),
        (3, 3, Light.GREEN),
    ],
)
def test_the_light_follows_from_how_many_run(wanted, running, expected) -> None:
    assert light(wanted, running) is expected


def test_a_stopped_instance_is_counted_and_not_missed() -> None:
    found = count([One("a"), One("b"), One("c", enabled=False)], frozenset({"a", "c"}))
    assert found == Count(defined=3, wanted=2, running=1)
    assert found.light is Light.YELLOW
