"""Create as: what a new alias takes over from an existing one (AL-11)."""

from typing import Any

from django.forms.models import model_to_dict

from aliases import directory_choice
from aliases.models import Alias

# What makes an alias this one and no other. Redirections belong to one alias only; passwords
# are no form values at all.
OWN = frozenset(
    {
        "id",
        "name",
        "address",
        "is_default",
        "status",
        "redirections",
        "incoming_user",
        "outgoing_user",
        "outgoing_address",
    }
)


def initial(source: Alias) -> dict[str, Any]:
    """First values of the form of an alias that is created as ``source``."""
    values = model_to_dict(source)
    kept = {name: value for name, value in values.items() if name not in OWN}
    return kept | directory_choice.of_source(source)
