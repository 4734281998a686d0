"""The link to the help about the page that is shown."""

from typing import Any

from django import template

from mailcenter.help import topic_of

register = template.Library()


@register.simple_tag(takes_context=True)
def help_topic(context: Any) -> str:
    """The topic of the current page; '' for those without one, and for people not signed in."""
    request = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_staff:
        return ""
    return topic_of(request)
