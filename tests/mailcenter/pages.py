"""Every address of the installation, found in the resolver and filled with ids."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.apps import apps
from django.db.models import Model
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

Values = Mapping[str, object]
HOME = "/console/"
MOST_REDIRECTS = 10

# Addresses written as regular expressions, and what is to be filled in.
EXPRESSIONS = {
    "^([^/]+)/history/([^/]+)/$": "<object_id>/history/<version_id>/",
    "(?P<url>.*)$": "<url>",
}
# Parameters that name a row.
ROWS = {
    "pk",
    "id",
    "object_id",
    "version_id",
    "attachment",
    "draft",
    "account",
    "upload",
    "merge",
    "mail",
}


@dataclass(frozen=True)
class Page:
    """``model`` is what the page is about, ``of_a_row`` whether its address names a row of it."""

    name: str
    url: str
    model: type[Model] | None
    of_a_row: bool

    def __str__(self) -> str:
        return f"{self.name} {self.url}"


def pages(values_for: Callable[[type[Model] | None], Values]) -> list[Page]:
    """All pages; a parameter that ``values_for`` does not know raises KeyError."""
    return list(_walk(get_resolver(), "/", None, values_for))


def _walk(
    resolver: URLResolver, prefix: str, model: type[Model] | None, values_for: Any
) -> Iterator[Page]:
    for one in resolver.url_patterns:
        route = _route(one)
        if isinstance(one, URLResolver):
            yield from _walk(one, prefix + route, _model(route) or model, values_for)
        else:
            yield _page(one, prefix + route, model, values_for(model))


def _page(one: URLPattern, route: str, model: type[Model] | None, values: Values) -> Page:
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", route)
    url = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), route)
    return Page(one.name or "unnamed", url, model, bool(ROWS & set(wanted)))


def _route(one: URLPattern | URLResolver) -> str:
    text = str(one.pattern)
    if text.startswith("^(?P<app_label>"):
        return "<app_label>/"
    return EXPRESSIONS[text] if "(" in text else text


def _model(route: str) -> type[Model] | None:
    label, _, name = route.strip("/").partition("/")
    return apps.get_model(label, name) if name else None


def visited(client: Client, method: str, url: str, data: Mapping[str, object]) -> HttpResponseBase:
    """The answer, behind any redirects but those to the first page: it would be made each time.

    What is told there piles up; whoever walks looks at the first page once, at the end.
    """
    response = getattr(client, method)(url, data)
    for _ in range(MOST_REDIRECTS):
        if response.status_code not in {301, 302} or goes_home(response):
            return response
        response = client.get(urljoin(response.request["PATH_INFO"], response["Location"]))
    raise AssertionError(f"{url} redirects in a circle")


def goes_home(response: HttpResponseBase) -> bool:
    return response.status_code == 302 and response["Location"] == HOME


def body(response: HttpResponseBase) -> str:
    """What the browser got, also of files and streams."""
    return response.getvalue().decode("utf-8", "replace")
