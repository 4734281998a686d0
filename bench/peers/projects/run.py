"""Runs a step of a peer's project in the environment of the peers: run.py PROJECT migrate|measure.

A project is a module beside this one with `settings`, `prepare`, `work` and `found`; they are given the values
that come as JSON on the standard input. The last line written is the answer, as JSON.
"""

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# at the end: nothing of ours may hide what a peer imports
sys.path.append(str(Path(__file__).resolve().parents[3]))

Values = dict[str, Any]


def main() -> None:
    name, step = sys.argv[1:]
    values = json.load(sys.stdin)
    project = importlib.import_module(name)
    _set_up(usual(values) | project.settings(values))
    answer = _migrate() if step == "migrate" else _measure(project, values)
    print("\n" + json.dumps(answer))


def usual(values: Values) -> Values:
    """The settings of every project: those of `startproject` where they matter here."""
    url = urlsplit(values["database"])
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": url.username,
        "PASSWORD": url.password or "",
        "HOST": url.hostname,
        "PORT": url.port,
    }
    return {
        "DATABASES": {"default": database},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "TEMPLATES": [
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        "USE_TZ": True,
        "SECRET_KEY": "bench",
        "MEDIA_ROOT": values["folder"],
        "EMAIL_HOST": values.get("host", "localhost"),
        "EMAIL_PORT": values.get("port", 25),
    }


def _set_up(settings: Values) -> None:
    import django
    from django.conf import settings as configured

    configured.configure(**settings)
    django.setup()


def _migrate() -> Values:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return {}


def _measure(project: Any, values: Values) -> Values:
    project.prepare(values)
    begun = time.perf_counter()
    project.work(values)
    return {"seconds": time.perf_counter() - begun, "found": project.found()}


if __name__ == "__main__":
    main()
