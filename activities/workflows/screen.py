"""What the editor's page is told: all kinds with their fields, and the names to choose from; pure."""

from collections.abc import Mapping
from typing import Any

from activities.workflows.actions.catalogue import ACTIONS
from activities.workflows.checking import DEEPEST
from activities.workflows.conditions.catalogue import CONDITIONS
from activities.workflows.forms import Field


def catalogue(sources: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """As JSON."""
    return {
        "conditions": [
            _kind(one.kind, one.label, one.fields, group=one.join is not None)
            for one in CONDITIONS.values()
        ],
        "actions": [_kind(one.kind, one.label, one.fields) for one in ACTIONS.values()],
        "sources": {name: list(map(list, some.items())) for name, some in sources.items()},
        "deepest": DEEPEST,
    }


def _kind(
    kind: str, label: str, fields: tuple[Field, ...], *, group: bool = False
) -> dict[str, Any]:
    shown = [one.shown() for one in fields]
    return {"kind": kind, "label": label, "fields": shown, "group": group}
