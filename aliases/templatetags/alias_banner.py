"""The banner of every console page while mail of an alias is redirected (P46)."""

from typing import Any

from django import template
from django.utils import timezone

from aliases.models import Alias

register = template.Library()
# More are counted only: the banner must not push the page away.
NAMED = 3


@register.inclusion_tag("aliases/banner.html", takes_context=True)
def redirected_aliases(context: dict[str, Any]) -> dict[str, Any]:
    """The aliases that the person may see and whose mail goes to one address at this moment."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_active or not user.has_perm("aliases.view_alias"):
        return {}
    found = Alias.objects.visible_to(user).redirected(timezone.now())
    shown = list(found.only("pk", "name", "address", "send_mail_to", "send_mail_to_until"))
    return {"aliases": shown[:NAMED], "more": max(len(shown) - NAMED, 0)}
