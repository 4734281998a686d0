"""How many new aliases a person has begun, for the head of the list."""

from typing import Any

from django import template

from aliases.wizard.drafts import AliasDraft

register = template.Library()


@register.simple_tag
def drafts_of(user: Any) -> int:
    return AliasDraft.objects.of(user).count()
