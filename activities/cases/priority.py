"""Which priority follows from impact and urgency; pure but for reading the partition's matrix."""

from collections.abc import Mapping

from activities.cases.models import PriorityMatrix, cell
from activities.cases.values import Level

Grid = Mapping[tuple[int, int], int | None]


def grid_of(partition: int) -> Grid:
    """Priorities by impact and urgency; every cell is None where the partition has no matrix."""
    matrix = PriorityMatrix.objects.filter(partition=partition).first()
    return {
        (impact, urgency): getattr(matrix, cell(impact, urgency), None)
        for impact in Level.values
        for urgency in Level.values
    }


def complete(grid: Grid) -> bool:
    return all(number is not None for number in grid.values())


def by_grid(grid: Grid, impact: int | None, urgency: int | None) -> int | None:
    """None where a level is not decided, or the matrix has nothing for the two."""
    return grid.get((impact, urgency)) if impact and urgency else None
