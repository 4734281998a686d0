"""Runs a Django peer in a process, a project and a database of its own."""

import json
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.peers import commands, databases, environment
from bench.rows import require

PROJECTS = Path(__file__).parent / "projects"


def seconds(project: str, expected: dict[str, int], **values: Any) -> float:
    """The seconds of a project's work, without the start of the interpreter and of Django.

    Args:
        project: a module of `bench/peers/projects`.
        expected: what is to be found in its tables afterwards.
        values: for the project; they can be written as JSON.

    Raises:
        WrongResult: something else was found.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    with TemporaryDirectory() as folder:
        values["folder"] = folder
        with databases.fresh(project, partial(_run, project, "migrate", values)) as url:
            told = _run(project, "measure", values, url)
    require(told["found"], expected, f"rows of {project}")
    return float(told["seconds"])


def _run(project: str, step: str, values: dict[str, Any], database: str) -> Any:
    command = [environment.program("python"), str(PROJECTS / "run.py"), project, step]
    given = json.dumps(values | {"database": database})
    written = commands.run(command, folder=Path(values["folder"]), given=given)
    # peers write there as they like; the last line is ours
    return json.loads(written.splitlines()[-1])
