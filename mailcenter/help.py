"""Help on each page about that page: the same Markdown files that the documentation is made of."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from markdown_it import MarkdownIt

# The beginning of a page's name -> the file that is about it; the first that fits.
TOPICS = (
    ("aliases_alias_wizard", "wizard"),
    ("alias-wizard", "wizard"),
    ("aliases_aliasdraft", "wizard"),
    ("aliases_alias_test", "test-login"),
    ("aliases_incident", "incidents"),
    ("aliases_maintenance", "incidents"),
    ("aliases_monitor", "monitor"),
    ("aliases_serviceinstance", "service-instances"),
    ("workers_node", "service-instances"),
    ("aliases_job", "jobs"),
    ("aliases_", "aliases"),
    ("accounts_oauthapplication", "oauth-applications"),
    ("accounts_emailaccount", "accounts"),
    ("activities_activity_write", "writing"),
    ("activities_activity_reply", "writing"),
    ("activities_activity_forward", "writing"),
    ("activities_activity_redirect", "writing"),
    ("activities_activity_unsent", "writing"),
    ("activities_activity_h", "reading"),
    ("activities_activity_remote", "reading"),
    ("activities_activity_trace", "message-trace"),
    ("activities_activity", "activities"),
    ("activities_exceptionactivity", "exception-queue"),
    ("exceptions_optout", "opt-outs"),
    ("activities_queue", "queues"),
    ("activities_casetemplate", "case-templates"),
    ("activities_prioritymatrix", "case-templates"),
    ("activities_case", "cases"),
    ("exceptions_", "delivery-exceptions"),
    ("activities_workflow", "workflows"),
    ("activities_acknowledgementtext", "workflows"),
    ("activities_recipient", "sending"),
    ("activities_hook", "webhooks"),
    ("activities_failedmessage", "failed-messages"),
    ("attachments_blockedattachment", "blocked-attachments"),
    ("attachments_", "attachment-rules"),
    ("contacts_directory", "directories"),
    ("contacts_", "contacts"),
    ("departments_partition", "partition"),
    ("departments_department_deleted", "audit"),
    ("departments_trial", "audit"),
    ("departments_department", "departments"),
    ("departments_maskingpattern", "masking"),
    ("departments_team", "teams"),
    ("departments_user", "people"),
    ("auth_group", "people"),
    ("demo-customer", "demo"),
    ("index", "dashboard"),
)


def folder() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "help"


def topic_of(request: HttpRequest) -> str:
    """The topic of the page that ``request`` asks for; '' where none is about it."""
    match = request.resolver_match
    name = match.url_name or "" if match else ""
    return next((topic for start, topic in TOPICS if name.startswith(start)), "")


@staff_member_required(login_url="admin:login")
def page(request: HttpRequest, topic: str) -> HttpResponse:
    """One topic in the console's own look."""
    if topic not in _names():
        raise Http404
    title, body = rendered(topic)
    links = [(name, rendered(name)[0]) for name in _names()]
    context = {
        **admin.site.each_context(request),
        "title": f"Help: {title}",
        "body": body,
        "links": links,
    }
    return render(request, "help/page.html", context)


@lru_cache(maxsize=64)
def rendered(topic: str) -> tuple[str, str]:
    """A topic's title and its text as HTML; HTML inside the Markdown is shown as text."""
    first, _, rest = (folder() / f"{topic}.md").read_text().partition("\n")
    body = MarkdownIt("js-default").render(rest)
    # In the folder the files link to each other, here the pages do.
    return first.lstrip("# ").strip(), re.sub(r'href="([\w-]+)\.md"', r'href="../\1/"', body)


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder().glob("*.md")))
