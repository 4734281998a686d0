"""Help on each page about that page."""

import re

import pytest
from django.urls import get_resolver

from mailcenter import help

pytestmark = pytest.mark.django_db


def test_every_topic_of_the_table_has_its_file() -> None:
    files = {path.stem for path in help.folder().glob("*.md")}
    assert {topic for _, topic in help.TOPICS} <= files


@pytest.mark.parametrize("path", sorted(help.folder().glob("*.md")), ids=lambda path: path.stem)
def test_a_help_page_shows_its_text_and_its_links_lead_somewhere(console, path) -> None:
    page = console.get(f"/console/help/{path.stem}/")
    assert page.status_code == 200
    title = path.read_text().split("\n")[0].lstrip("# ")
    assert title in page.content.decode()
    for link in re.findall(r"\]\(([\w-]+)\.md\)", path.read_text()):
        assert f'href="../{link}/"' in page.content.decode()
        assert console.get(f"/console/help/{link}/").status_code == 200


@pytest.mark.parametrize(
    ("page", "topic"),
    [
        ("/console/", "dashboard"),
        ("/console/aliases/alias/", "aliases"),
        ("/console/activities/activity/write/", "writing"),
        ("/console/departments/team/add/", "teams"),
    ],
)
def test_a_page_links_to_the_help_about_it(console, page, topic) -> None:
    assert f'href="/console/help/{topic}/"' in console.get(page).content.decode()


def test_every_page_of_the_console_has_a_topic() -> None:
    ours = ("aliases_", "activities_", "departments_")
    names = {
        str(one) for one in get_resolver("mailcenter.urls").namespace_dict["admin"][1].reverse_dict
    }
    for name in names:
        if name.startswith(ours):
            assert any(name.startswith(start) for start, _ in help.TOPICS), name


def test_an_unknown_topic_is_not_found(console) -> None:
    assert console.get("/console/help/no-such/").status_code == 404


def test_help_wants_a_log_in(client, plain_static) -> None:
    assert client.get("/console/help/aliases/").status_code == 302
