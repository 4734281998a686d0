"""Which patterns hold for a department's mail: asked once for each batch of mail, then pure."""

from dataclasses import dataclass
from typing import Literal

from departments.masking import engine
from departments.masking.stored import MaskingPattern
from departments.masking.values import Pattern
from departments.models import Department

Direction = Literal["inbound", "outbound"]


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns of a department in one direction; false where there are none."""

    rules: tuple[Pattern, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules)

    def text(self, text: str) -> str:
        """The text masked. Raises Refused where a stored pattern cannot be compiled any more."""
        return engine.mask(text, self.rules).text if self.rules and text else text

    def html(self, html: str) -> str:
        """The HTML masked. Raises Refused as `text` does."""
        return engine.mask_html(html, self.rules).text if self.rules and html else html


def for_department(department_id: int, direction: Direction) -> Patterns:
    """The patterns that hold now. One query; the compiled expressions are kept by the engine."""
    department = Department.objects.only("path", "partition_id").get(pk=department_id)
    found = MaskingPattern.objects.of(department, direction)
    return Patterns(tuple(one.rule() for one in found))
