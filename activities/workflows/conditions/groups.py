"""What the groups of conditions share."""

from activities.workflows.forms import Field

FIELDS = (Field("of", "Conditions", "group"),)
