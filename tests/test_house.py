"""The rules of the house that a machine can check."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["mailcenter", "workers", "activities", "aliases", "accounts", "exceptions", "attachments", "contacts", "departments", "wire"]  # fmt: skip
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def modules() -> list[Path]:
    return [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]


def test_no_module_bears_the_name_of_one_of_the_standard_library() -> None:
    tops = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    assert tops.isdisjoint(sys.stdlib_module_names)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path in modules()
        if path.stat().st_size
        and "migrations" not in path.parts
        and not path.read_text().startswith('"""')
    ]
    assert silent == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_can_be_compiled(path) -> None:
    get_template(str(path.relative_to(ROOT / "templates")))


def test_no_task_waits_in_the_broker() -> None:
    waiting = ("count" + "down", "e" + "ta=", "self." + "retry")
    for path in (ROOT / "workers").rglob("*.py"):
        assert not any(word in path.read_text() for word in waiting), path


def test_wire_can_be_imported_without_django() -> None:
    code = "import sys, wire.imap, wire.pop3, wire.smtp, wire.probe, wire.parse, wire.compose\n"
    code += "import wire.oauth.providers.catalogue\n"
    code += "sys.exit(any(name.startswith('django') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
